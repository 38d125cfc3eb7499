/** What of a connection is refused before anything is dialled. Does not prove the dialling: tests/toolchain/command-ssh.test.ts does. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { UNKNOWN } from "../shared/property-values";
import { checkConnection, connectionOf } from "./connection";

const { privateKey } = generateKeyPairSync("ec", {
  namedCurve: "prime256v1",
  privateKeyEncoding: { type: "sec1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f host";
const good = { host: "10.0.0.1", hostKey, privateKey };

describe("checkConnection", () => {
  it("accepts a known host and a key, and what is not known yet", () => {
    expect(checkConnection(good)).toEqual([]);
    expect(checkConnection({ ...good, privateKey: undefined, agentSocketPath: "/run/agent" })).toEqual([]);
    expect(checkConnection({ ...good, host: UNKNOWN, privateKey: UNKNOWN, hostKey: UNKNOWN })).toEqual([]);
    expect(checkConnection(UNKNOWN)).toEqual([]);
  });

  it.each([
    [{ hostKey: undefined }, "hostKey", "no host key is pinned"],
    [{ hostKey: "" }, "hostKey", "no host key is pinned"],
    [{ hostKey: "SHA256:abc" }, "hostKey", "not a public key"],
    [{ password: "s3cr3t" }, "password", "password logins are refused (G36)"],
    [{ proxy: { host: "bastion" } }, "proxy", "bastion hosts are not covered"],
    [{ host: "" }, "host", "the address to connect to is missing"],
    [{ privateKey: undefined }, "privateKey", "a private key (or the agentSocketPath of an SSH agent) is missing"],
    [{ privateKey: "not a key" }, "privateKey", "it can't be used"],
    [{ hostkey: "x" }, "hostkey", `"hostkey" is not a property of a connection`],
  ])("refuses %j at connection.%s", (changes, field, reason) => {
    const failures = checkConnection({ ...good, ...changes });
    expect(failures).toEqual([{ property: `connection.${field}`, reason: expect.stringContaining(reason) }]);
    expect(JSON.stringify(failures)).not.toContain("s3cr3t");
  });
});

describe("connectionOf", () => {
  it("fills in the official plugin's defaults", () => {
    expect(connectionOf({ connection: good })).toMatchObject({
      port: 22,
      user: "root",
      dialErrorLimit: 10,
      perDialTimeoutSeconds: 15,
    });
  });
});
