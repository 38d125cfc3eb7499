/** Whose certificates there are. That PostgreSQL knows people by them is shown by the tests of real processes. */
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { clusterCertificates } from "./tls";

const certificates = clusterCertificates("0123456789abcdefghijklmnopqrstuvwxyz", "backend-mainnet", "2026-11");
const clients = ["member", "admin", "backup", "dump"] as const;

describe("the certificates of a cluster", () => {
  it("name each client, and no two the same", () => {
    const subjects = clients.map((client) => new X509Certificate(certificates[client]["tls.crt"]).subject);
    expect(subjects).toEqual(["CN=postgres-member", "CN=gx_admin", "CN=postgres-backup", "CN=postgres-dump"]);
    expect(new Set(clients.map((client) => certificates[client]["tls.key"])).size).toBe(clients.length);
  });

  it("are issued by the authority that everybody trusts", () => {
    const authority = new X509Certificate(certificates.authority);
    for (const client of clients) {
      expect(new X509Certificate(certificates[client]["tls.crt"]).verify(authority.publicKey)).toBe(true);
      expect(certificates[client]["ca.crt"]).toBe(certificates.authority);
    }
  });
});
