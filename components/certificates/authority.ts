import { isIP } from "node:net";
import { ConfigError, type ConfigProblem, SECRET_VALUE } from "../../stacks/config-error";
import { deriveKey } from "./derived-key";
import { authorityExtensions, type CertificatePurpose, leafExtensions } from "./extensions";
import { pem } from "./pem";
import { signedCertificate } from "./signed-certificate";
import { outlivingProblems, type Validity, type ValidityArgs, validityOf, validityProblems } from "./validity";

/** 32 random letters and digits are 190 bits: more than a key of P-256 is worth. */
const SEED = /^[A-Za-z0-9]{32,}$/;
/** Common names have 64 characters at most (X.520). */
const COMMON_NAME = /^[ -~]{1,64}$/;
const DNS_NAME = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Arguments of {@link certificateAuthority}. */
export interface CertificateAuthorityArgs extends ValidityArgs {
  /** At least 32 random letters and digits. A secret: who has it can issue any certificate of this authority. */
  readonly seed: string;
  /** The authority's common name. Authorities of different names have different keys, even of one seed. */
  readonly name: string;
}

/** What a certificate is issued for. */
export interface IssueArgs extends ValidityArgs {
  readonly purpose: CertificatePurpose;
  readonly commonName: string;
  /** Lower-case names by which a server is called; the first label may be `*`. A server has a name or an address. */
  readonly dnsNames?: readonly string[];
  /** Addresses by which a server is called, IPv4 or IPv6. */
  readonly ipAddresses?: readonly string[];
  /** 1 unless said otherwise. Counted up to have a new key on the same day. */
  readonly generation?: number;
}

/** A certificate and its private key, both PEM. The key, PKCS #8, is a secret. */
export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** An authority: what others are given to trust it, and what it issues. */
export interface CertificateAuthority {
  /** PEM. Certificates issued under an earlier one of the same seed and name stay valid under it: the key is the same. */
  readonly certificatePem: string;
  /**
   * A certificate, and a key of its own for every purpose, common name, first day and generation.
   *
   * @throws ConfigError where the arguments can't be used, or the certificate would outlive the authority
   */
  issue(args: IssueArgs): IssuedCertificate;
}

/**
 * An authority (ECDSA, P-256) that follows from a seed. All of it is a function of the arguments: the same in, the same
 * bytes out, so that nothing changes in a preview unless what is declared changes.
 *
 * @throws ConfigError where the arguments can't be used; the seed is never shown
 */
export function certificateAuthority(args: CertificateAuthorityArgs): CertificateAuthority {
  const { seed, name } = args;
  refuse(`certificate authority ${name}`, [
    ...(SEED.test(seed)
      ? []
      : [{ field: "seed", value: SECRET_VALUE, remedy: "must be 32 or more letters and digits, generated at random" }]),
    ...commonNameProblems("name", name),
    ...validityProblems(args),
  ]);
  const key = deriveKey(seed, ["certificate authority", name]);
  const validity = validityOf(args);
  const certificate = signedCertificate(
    { issuer: name, subject: name, validity, publicKey: key.publicKey, extensions: authorityExtensions(key.publicKey) },
    key,
  );

  return {
    certificatePem: pem("CERTIFICATE", certificate),
    issue(leaf) {
      const { purpose, commonName, dnsNames = [], ipAddresses = [], generation = 1 } = leaf;
      refuse(`certificate ${commonName} of ${name}`, leafProblems(leaf, validity));
      const use = ["certificate", name, purpose, commonName, leaf.notBefore, String(generation)];
      const { publicKey, privateKeyDer } = deriveKey(seed, use);
      const extensions = leafExtensions({
        purpose,
        dnsNames,
        ipAddresses,
        publicKey,
        authorityPublicKey: key.publicKey,
      });
      const content = { issuer: name, subject: commonName, validity: validityOf(leaf), publicKey, extensions };
      return {
        certificatePem: pem("CERTIFICATE", signedCertificate(content, key)),
        privateKeyPem: pem("PRIVATE KEY", privateKeyDer),
      };
    },
  };
}

function leafProblems(leaf: IssueArgs, authority: Validity): readonly ConfigProblem[] {
  const { purpose, commonName, dnsNames = [], ipAddresses = [], generation = 1 } = leaf;
  const problems = [...commonNameProblems("commonName", commonName), ...validityProblems(leaf)];
  if (problems.length === 0) problems.push(...outlivingProblems(leaf, authority));
  if (purpose === "server" && dnsNames.length + ipAddresses.length === 0) {
    const remedy = "a server needs a name or an address by which it is called, here or in ipAddresses";
    problems.push({ field: "dnsNames", value: dnsNames, remedy });
  }
  for (const value of dnsNames.filter((dnsName) => !DNS_NAME.test(dnsName))) {
    problems.push({ field: "dnsNames", value, remedy: "must be a lower-case DNS name; its first label may be *" });
  }
  for (const value of ipAddresses.filter((address) => isIP(address) === 0)) {
    problems.push({ field: "ipAddresses", value, remedy: "must be an IPv4 or IPv6 address" });
  }
  if (!Number.isInteger(generation) || generation < 1) {
    problems.push({ field: "generation", value: generation, remedy: "must be a whole number, at least 1" });
  }
  return problems;
}

function commonNameProblems(field: string, value: string): readonly ConfigProblem[] {
  return COMMON_NAME.test(value) ? [] : [{ field, value, remedy: "must be 1 to 64 printable ASCII characters" }];
}

function refuse(subject: string, problems: readonly ConfigProblem[]): void {
  if (problems.length > 0) throw new ConfigError(subject, problems);
}
