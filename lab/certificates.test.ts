/**
 * Certificates as Node's own parser (OpenSSL) reads them. That Kubernetes and etcd accept them is shown by
 * tests/lifecycle/lab-guards.test.ts, not here.
 */
import { createPublicKey, createSign, createVerify, X509Certificate } from "node:crypto";

import { beforeAll, describe, expect, it } from "@jest/globals";

import {
  type CertificateAndKey,
  type CertificateRequest,
  createAuthority,
  createSigningKey,
  issueCertificate,
} from "./certificates";

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const NINE_YEARS_MS = 9 * 365 * 24 * 3_600_000;

let authority: CertificateAndKey;
const parse = ({ certificate }: CertificateAndKey) => new X509Certificate(certificate);
const issue = (request: Partial<CertificateRequest> = {}) =>
  issueCertificate(authority, { commonName: "somebody", usage: "client", ...request });

beforeAll(async () => {
  authority = await createAuthority("test-ca");
});

describe("an authority", () => {
  it("is one, and signs itself", () => {
    const certificate = parse(authority);
    expect(certificate.ca).toBe(true);
    expect(certificate.subject).toBe("CN=test-ca");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it("is not the issuer of another authority's certificates", async () => {
    const other = parse(await createAuthority("test-ca"));
    expect(parse(await issue()).verify(other.publicKey)).toBe(false);
  });
});

describe("a certificate", () => {
  it("is signed by the authority and is none itself", async () => {
    const certificate = parse(await issue());
    expect(certificate.checkIssued(parse(authority))).toBe(true);
    expect(certificate.verify(parse(authority).publicKey)).toBe(true);
    expect(certificate.ca).toBe(false);
  });

  it("names user and groups as Kubernetes reads them", async () => {
    const certificate = parse(await issue({ commonName: "system:node:srv1.example", organizations: ["system:nodes"] }));
    expect(certificate.subject.split("\n").sort()).toEqual(["CN=system:node:srv1.example", "O=system:nodes"]);
  });

  it("holds names and addresses apart", async () => {
    const certificate = parse(await issue({ usage: "server", subjectNames: ["localhost", "127.0.0.1", "10.43.0.1"] }));
    expect(certificate.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:10.43.0.1");
    expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(certificate.checkHost("elsewhere")).toBeUndefined();
  });

  it.each([
    ["server", [SERVER_AUTH]],
    ["client", [CLIENT_AUTH]],
    ["peer", [SERVER_AUTH, CLIENT_AUTH]],
  ] as const)("for a %s is good for nothing else", async (usage, usages) => {
    expect(parse(await issue({ usage })).keyUsage).toEqual(usages);
  });

  it("is valid now, on a clock that is late, and for years", async () => {
    const { validFrom, validTo } = parse(await issue());
    expect(Date.parse(validFrom)).toBeLessThan(Date.now() - 60_000);
    expect(Date.parse(validTo)).toBeGreaterThan(Date.now() + NINE_YEARS_MS);
  });

  it("goes with its key, and has a serial number of its own", async () => {
    const [one, other] = await Promise.all([issue(), issue()]);
    const signature = createSign("sha256").update("text").sign(one.key);
    const isBy = (pair: CertificateAndKey) =>
      createVerify("sha256").update("text").verify(parse(pair).publicKey, signature);
    expect(isBy(one)).toBe(true);
    expect(isBy(other)).toBe(false);
    expect(parse(one).serialNumber).not.toBe(parse(other).serialNumber);
  });
});

it("a signing key's two halves belong together", async () => {
  const { privateKey, publicKey } = await createSigningKey();
  const spki = (key: string) => createPublicKey(key).export({ type: "spki", format: "pem" });
  expect(spki(privateKey)).toBe(spki(publicKey));
});
