import { OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { type CertificateExtension, keyIdentifier } from "./signed-certificate";

/** What a certificate is good for: to listen, or to call. */
export type CertificatePurpose = "server" | "client";

const EXTENDED_USAGES: Readonly<Record<CertificatePurpose, string>> = {
  server: x509.id_kp_serverAuth,
  client: x509.id_kp_clientAuth,
};

/** Extensions of an authority that signs certificates, and no authority below it. */
export function authorityExtensions(publicKey: Uint8Array): readonly CertificateExtension[] {
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  return [
    {
      id: x509.id_ce_basicConstraints,
      value: new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 }),
      critical: true,
    },
    { id: x509.id_ce_keyUsage, value: new x509.KeyUsage(usages), critical: true },
    subjectKeyIdentifier(publicKey),
  ];
}

/** Whom a certificate is for, and by whose authority. */
export interface LeafExtensionsArgs {
  readonly purpose: CertificatePurpose;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly publicKey: Uint8Array;
  readonly authorityPublicKey: Uint8Array;
}

/** Extensions of a certificate that is good for one purpose, under the names by which its holder is called. */
export function leafExtensions(args: LeafExtensionsArgs): readonly CertificateExtension[] {
  const names = [
    ...args.dnsNames.map((dNSName) => new x509.GeneralName({ dNSName })),
    ...args.ipAddresses.map((iPAddress) => new x509.GeneralName({ iPAddress })),
  ];
  const authority = new x509.KeyIdentifier(keyIdentifier(args.authorityPublicKey));
  return [
    { id: x509.id_ce_basicConstraints, value: new x509.BasicConstraints(), critical: true },
    { id: x509.id_ce_keyUsage, value: new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature), critical: true },
    { id: x509.id_ce_extKeyUsage, value: new x509.ExtendedKeyUsage([EXTENDED_USAGES[args.purpose]]) },
    ...(names.length > 0 ? [{ id: x509.id_ce_subjectAltName, value: new x509.SubjectAlternativeName(names) }] : []),
    subjectKeyIdentifier(args.publicKey),
    {
      id: x509.id_ce_authorityKeyIdentifier,
      value: new x509.AuthorityKeyIdentifier({ keyIdentifier: authority }),
    },
  ];
}

function subjectKeyIdentifier(publicKey: Uint8Array): CertificateExtension {
  return {
    id: x509.id_ce_subjectKeyIdentifier,
    value: new OctetString(keyIdentifier(publicKey)),
  };
}
