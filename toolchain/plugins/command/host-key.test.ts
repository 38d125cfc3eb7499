/** Reading a pinned host key. Does not prove that a wrong one is refused: tests/toolchain/command-ssh.test.ts does. */
import { describe, expect, it } from "@jest/globals";
import { algorithmsFor, parseHostKey } from "./host-key";

const blob = (type: string) => {
  const name = Buffer.from(type);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(name.length);
  return Buffer.concat([length, name, Buffer.from("key material")]);
};

describe("parseHostKey", () => {
  it("reads type and bytes, with or without a comment", () => {
    const bytes = blob("ssh-ed25519");
    for (const end of ["", " root@host", " root@host\n"]) {
      expect(parseHostKey(`ssh-ed25519 ${bytes.toString("base64")}${end}`)).toEqual({ type: "ssh-ed25519", bytes });
    }
  });

  it("never asks an RSA host for a SHA-1 signature", () => {
    const key = parseHostKey(`ssh-rsa ${blob("ssh-rsa").toString("base64")}`)!;
    expect(algorithmsFor(key)).toEqual(["rsa-sha2-512", "rsa-sha2-256"]);
  });

  it.each([
    "",
    "ssh-ed25519",
    "ssh-ed25519 !!!",
    `ssh-ed25519 ${blob("ssh-rsa").toString("base64")}`,
    `ssh-dss ${blob("ssh-dss").toString("base64")}`,
    "SHA256:abcdef",
  ])("refuses %j", (text) => {
    expect(parseHostKey(text)).toBeUndefined();
  });
});
