/** Whom OpenSSL and a TLS connection trust. OpenSSL must be installed: nothing here is skipped without it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as tls from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { certificateAuthority, type IssuedCertificate } from "./authority";

/** Longer than anybody runs this test. The years after 2049 are encoded in another way. */
const ALWAYS = { notBefore: "2020-01-01", validDays: 30_000 };
const authorityOf = (seed: string, validity = ALWAYS) =>
  certificateAuthority({ seed: seed.repeat(32), name: "gx-test", ...validity });
const authority = authorityOf("a");
/** Of the same name, so that nothing but the key tells them apart. */
const stranger = authorityOf("b");
const server = authority.issue({
  purpose: "server",
  commonName: "postgres-server",
  dnsNames: ["localhost", "*.postgres-headless.backend-testnet.svc"],
  ipAddresses: ["127.0.0.1"],
  ...ALWAYS,
});
const admin = { purpose: "client", commonName: "gx_admin", ...ALWAYS } as const;
const client = authority.issue(admin);
const strangersClient = stranger.issue(admin);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "gx-certificates-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What OpenSSL says of a certificate, or why it doesn't trust it. */
function verify({ certificatePem }: IssuedCertificate, trusted: string, ...options: readonly string[]): string {
  const trustedFile = path.join(folder, "ca.crt");
  writeFileSync(trustedFile, trusted);
  const args = ["verify", "-x509_strict", "-no-CApath", "-no-CAstore", "-CAfile", trustedFile, ...options];
  try {
    return execFileSync("openssl", args, { input: certificatePem, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    if (stderr === undefined || stderr === "") throw error;
    return stderr;
  }
}

describe("OpenSSL, strict", () => {
  const trusted = authority.certificatePem;
  const forServer = ["-purpose", "sslserver", "-verify_hostname"];

  it.each([
    ["a server by a name", server, [...forServer, "localhost"]],
    ["a server by a wildcard", server, [...forServer, "postgres-0.postgres-headless.backend-testnet.svc"]],
    ["a server by an address", server, ["-purpose", "sslserver", "-verify_ip", "127.0.0.1"]],
    ["a client", client, ["-purpose", "sslclient"]],
  ])("trusts %s", (_whom, certificate, options) => {
    expect(verify(certificate, trusted, ...options)).toBe("stdin: OK\n");
  });

  it.each([
    ["a server by another name", server, [...forServer, "elsewhere.example"], "hostname mismatch"],
    ["a server as a client", server, ["-purpose", "sslclient"], "unsuitable certificate purpose"],
    ["a client as a server", client, ["-purpose", "sslserver"], "unsuitable certificate purpose"],
    ["another seed's client", strangersClient, ["-purpose", "sslclient"], "unable to get local issuer certificate"],
    ["anybody before the first day", client, ["-attime", "1577836799"], "certificate is not yet valid"],
    ["anybody after the last day", client, ["-attime", "4169836801"], "certificate has expired"],
  ])("doesn't trust %s", (_whom, certificate, options, reason) => {
    expect(verify(certificate, trusted, ...options)).toContain(reason);
  });

  it("trusts what was issued before the authority was renewed", () => {
    const renewed = authorityOf("a", { notBefore: "2021-01-01", validDays: 30_000 });
    expect(verify(client, renewed.certificatePem)).toBe("stdin: OK\n");
  });

  it.each([
    ["the old", client],
    ["the new", strangersClient],
  ])("trusts %s authority's where both authorities are in the bundle", (_which, certificate) => {
    expect(verify(certificate, stranger.certificatePem + authority.certificatePem)).toBe("stdin: OK\n");
  });
});

/** One connection over loopback: whom the server took, and what the client said of the server. */
async function connect(caller: IssuedCertificate | undefined, trusted: string) {
  const listener = tls.createServer({
    cert: server.certificatePem,
    key: server.privateKeyPem,
    ca: authority.certificatePem,
    requestCert: true,
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const taken = new Promise<string>((resolve) => {
    listener.once("secureConnection", (socket) => {
      socket.on("error", () => undefined);
      resolve(socket.getPeerCertificate().subject.CN as string);
    });
    listener.once("tlsClientError", () => resolve("nobody"));
  });
  const socket = tls.connect({
    host: "127.0.0.1",
    port: (listener.address() as AddressInfo).port,
    servername: "localhost",
    ca: trusted,
    cert: caller?.certificatePem,
    key: caller?.privateKeyPem,
  });
  const said = new Promise<string | undefined>((resolve) => {
    socket.once("secureConnect", () => resolve("trusted"));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  try {
    return { taken: await taken, said: await said };
  } finally {
    socket.destroy();
    listener.close();
  }
}

describe("a TLS connection", () => {
  it("comes about where both trust the authority", async () => {
    expect(await connect(client, authority.certificatePem)).toEqual({ taken: "gx_admin", said: "trusted" });
  });

  it.each([
    ["of another seed", strangersClient],
    ["without a certificate", undefined],
    ["with a server's certificate", server],
  ])("is refused to a client %s", async (_which, caller) => {
    expect((await connect(caller, authority.certificatePem)).taken).toBe("nobody");
  });

  it("is refused by a client that trusts another seed's authority", async () => {
    const { taken, said } = await connect(client, stranger.certificatePem);
    expect(taken).toBe("nobody");
    expect(said).toMatch(/^(UNABLE_TO_|SELF_SIGNED_|CERT_)/);
  });
});
