/** What an authority issues, as Node's own parser reads it. Whether others trust it is shown by trust.test.ts. */
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { certificateAuthority, type CertificateAuthorityArgs, type IssueArgs } from "./authority";

const SEED = "a".repeat(32);
const AUTHORITY: CertificateAuthorityArgs = { seed: SEED, name: "gx-test", notBefore: "2026-01-01", validDays: 3650 };
const SERVER: IssueArgs = {
  purpose: "server",
  commonName: "postgres-server",
  dnsNames: ["postgres-primary.backend-testnet.svc", "*.postgres-headless.backend-testnet.svc"],
  ipAddresses: ["127.0.0.1", "::1"],
  notBefore: "2026-02-28",
  validDays: 366,
};
const CLIENT: IssueArgs = { purpose: "client", commonName: "gx_admin", notBefore: "2026-02-28", validDays: 366 };

const authority = (changed: Partial<CertificateAuthorityArgs> = {}) =>
  certificateAuthority({ ...AUTHORITY, ...changed });
const issue = (args: IssueArgs, changed: Partial<CertificateAuthorityArgs> = {}) => authority(changed).issue(args);
const parsed = ({ certificatePem }: { readonly certificatePem: string }) => new X509Certificate(certificatePem);
const validity = ({ validFrom, validTo }: X509Certificate) =>
  [validFrom, validTo].map((time) => new Date(time).toISOString());
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("an authority", () => {
  it("is one, signs itself, and is valid as declared", () => {
    const certificate = parsed(authority());
    expect(certificate.ca).toBe(true);
    expect(certificate.subject).toBe("CN=gx-test");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(validity(certificate)).toEqual(["2026-01-01T00:00:00.000Z", "2035-12-30T00:00:00.000Z"]);
  });

  it("keeps its key when it is renewed, and has another number", () => {
    const renewed = parsed(authority({ notBefore: "2030-01-01" }));
    expect(renewed.publicKey.equals(parsed(authority()).publicKey)).toBe(true);
    expect(renewed.serialNumber).not.toBe(parsed(authority()).serialNumber);
  });

  it.each([{ seed: "b".repeat(32) }, { name: "gx-other" }])("has another key with %j", (changed) => {
    expect(parsed(authority(changed)).publicKey.equals(parsed(authority()).publicKey)).toBe(false);
  });
});

describe("a certificate", () => {
  it("names its holder, its names and addresses, and is valid as declared", () => {
    const certificate = parsed(issue(SERVER));
    expect(certificate.subject).toBe("CN=postgres-server");
    expect(certificate.issuer).toBe("CN=gx-test");
    expect(certificate.subjectAltName).toBe(
      "DNS:postgres-primary.backend-testnet.svc, DNS:*.postgres-headless.backend-testnet.svc, " +
        "IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
    );
    expect(validity(certificate)).toEqual(["2026-02-28T00:00:00.000Z", "2027-03-01T00:00:00.000Z"]);
    expect(certificate.ca).toBe(false);
  });

  it.each([SERVER, CLIENT])("goes with its key, and is signed by its authority: $purpose", (args) => {
    const issued = issue(args);
    expect(parsed(issued).checkPrivateKey(createPrivateKey(issued.privateKeyPem))).toBe(true);
    expect(parsed(issued).verify(parsed(authority()).publicKey)).toBe(true);
    expect(parsed(issued).checkIssued(parsed(authority()))).toBe(true);
  });

  it("has a positive number of 20 bytes", () => {
    expect(parsed(issue(CLIENT)).serialNumber).toMatch(/^[4-7][0-9A-F]{39}$/);
  });

  it.each<Partial<IssueArgs>>([
    { commonName: "somebody" },
    { purpose: "client" },
    { notBefore: "2026-03-01" },
    { generation: 2 },
  ])("has another key with %j", (changed) => {
    expect(issue({ ...SERVER, ...changed }).privateKeyPem).not.toBe(issue(SERVER).privateKeyPem);
  });

  it.each<Partial<IssueArgs>>([{ dnsNames: ["localhost"] }, { ipAddresses: ["127.0.0.2"] }, { validDays: 10 }])(
    "has its key, and another number, with %j",
    (changed) => {
      const changedCertificate = issue({ ...SERVER, ...changed });
      expect(changedCertificate.privateKeyPem).toBe(issue(SERVER).privateKeyPem);
      expect(parsed(changedCertificate).serialNumber).not.toBe(parsed(issue(SERVER)).serialNumber);
    },
  );
});

/** Whoever changes these replaces every certificate and key that is in use. */
it("has the same bytes for the same arguments, today and after an upgrade", () => {
  const { certificatePem, privateKeyPem } = issue(SERVER);
  expect(issue(SERVER)).toEqual({ certificatePem, privateKeyPem });
  expect([authority().certificatePem, certificatePem, privateKeyPem].map(sha256)).toEqual([
    "d78f66cd958efebf44a0976e0312c3d3696fae0ac86a761b5e9185e49e1b0165",
    "57314d1f883201780ab134ef1a44af4da4c95960a2a8788cf38561cd61b3b861",
    "22c2828b41b767129ccb72b99ac974a7c4bdb703eebc21f34a970fd06056a72a",
  ]);
});

describe("what is refused, with field, value and remedy", () => {
  it.each<[string, Partial<CertificateAuthorityArgs>, string]>([
    ["a short seed", { seed: "s".repeat(31) }, "seed is a secret: must be 32 or more letters and digits"],
    ["a seed of other characters", { seed: `${"s".repeat(31)}\n` }, "seed is a secret: must be 32 or more letters"],
    ["no name", { name: "" }, 'name is "": must be 1 to 64 printable ASCII characters'],
    ["a day that doesn't exist", { notBefore: "2026-02-29" }, 'notBefore is "2026-02-29": must be a day that exists'],
    ["a time of day", { notBefore: "2026-02-28T10:00" }, "notBefore is"],
    ["no days", { validDays: 0 }, "validDays is 0: must be a whole number of days, at least 1"],
  ])("%s", (_what, changed, message) => {
    expect(() => authority(changed)).toThrow(message);
  });

  it("never shows the seed", () => {
    const seed = "s".repeat(31);
    expect(() => authority({ seed })).toThrow(expect.objectContaining({ message: expect.not.stringContaining(seed) }));
  });

  it.each<[string, Partial<IssueArgs>, string]>([
    [
      "one that outlives its authority",
      { validDays: 3593 },
      "validDays is 3593: it would end 2035-12-31, after its authority, 2035-12-30: declare fewer days",
    ],
    [
      "a server without names",
      { dnsNames: [], ipAddresses: [] },
      "dnsNames is []: a server needs a name or an address",
    ],
    ["a name that is none", { dnsNames: ["no name"] }, 'dnsNames is "no name": must be a lower-case DNS name'],
    ["an address that is none", { ipAddresses: ["127.0.0.1/8"] }, 'ipAddresses is "127.0.0.1/8": must be an IPv4'],
    ["a common name that is too long", { commonName: "n".repeat(65) }, "must be 1 to 64 printable ASCII characters"],
    ["a generation before the first", { generation: 0 }, "generation is 0: must be a whole number, at least 1"],
    ["no day", { notBefore: "soon" }, 'notBefore is "soon": must be a day that exists, as YYYY-MM-DD'],
  ])("%s", (_what, changed, message) => {
    expect(() => issue({ ...SERVER, ...changed })).toThrow(message);
  });

  it("but one that ends with its authority is issued", () => {
    expect(parsed(issue({ ...SERVER, validDays: 3592 })).validTo).toBe(parsed(authority()).validTo);
  });
});
