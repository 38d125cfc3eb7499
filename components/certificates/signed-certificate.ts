import { createHash } from "node:crypto";
import { ECParameters, ecdsaWithSHA256, id_ecPublicKey, id_secp256r1 } from "@peculiar/asn1-ecc";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import type { DerivedKey } from "./derived-key";
import type { Validity } from "./validity";

const COMMON_NAME = "2.5.4.3";
/** The most that RFC 5280 allows. */
const SERIAL_NUMBER_BYTES = 20;
const KEY_IDENTIFIER_BYTES = 20;

/** An extension before it is encoded: its object identifier, its value, and whether one who doesn't know it must refuse. */
export interface CertificateExtension {
  readonly id: string;
  readonly value: object;
  readonly critical?: boolean;
}

/** What a certificate says, and who signs it. */
export interface CertificateContent {
  readonly issuer: string;
  readonly subject: string;
  readonly validity: Validity;
  /** The subject's public key, an uncompressed point of P-256. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly CertificateExtension[];
}

/** The certificate, DER. Its serial number follows from all that it says: other content, other number. */
export function signedCertificate(content: CertificateContent, signer: DerivedKey): Uint8Array {
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    signature: ecdsaWithSHA256,
    issuer: name(content.issuer),
    validity: new x509.Validity(content.validity),
    subject: name(content.subject),
    subjectPublicKeyInfo: new x509.SubjectPublicKeyInfo({
      algorithm: new x509.AlgorithmIdentifier({
        algorithm: id_ecPublicKey,
        parameters: AsnConvert.serialize(new ECParameters({ namedCurve: id_secp256r1 })),
      }),
      subjectPublicKey: buffer(content.publicKey),
    }),
    extensions: new x509.Extensions(content.extensions.map(encoded)),
  });
  tbsCertificate.serialNumber = serialNumber(AsnConvert.serialize(tbsCertificate));
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: ecdsaWithSHA256,
    signatureValue: buffer(signer.sign(new Uint8Array(AsnConvert.serialize(tbsCertificate)))),
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
}

/** By which a certificate names its key, and those that it issued name it (RFC 7093, method 1). */
export function keyIdentifier(publicKey: Uint8Array): Uint8Array {
  return createHash("sha256").update(publicKey).digest().subarray(0, KEY_IDENTIFIER_BYTES);
}

/** The hash of what the certificate says, with the top bits 01: positive and without a leading zero, as DER wants it. */
function serialNumber(unnumbered: ArrayBuffer): ArrayBuffer {
  const bytes = createHash("sha256").update(new Uint8Array(unnumbered)).digest().subarray(0, SERIAL_NUMBER_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return buffer(bytes);
}

function name(commonName: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: commonName });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: COMMON_NAME, value })]),
  ]);
}

function encoded({ id, value, critical = false }: CertificateExtension): x509.Extension {
  return new x509.Extension({ extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** The bytes alone, without what else a view's memory holds. */
function buffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
