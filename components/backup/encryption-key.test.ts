/** How age writes keys. That age itself takes them is shown by the tests of real processes. */
import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { derivedBytes } from "../shared/derived-bytes";
import { bech32 } from "./bech32";
import { encryptionKey } from "./encryption-key";

/** What stands before a private key of X25519 in PKCS #8. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b656e04220420", "hex");
const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The bytes of such a text, its checksum left out. */
function bytesOf(text: string): Buffer {
  const words = text.toLowerCase().slice(text.lastIndexOf("1") + 1, -6);
  const bits = [...words].map((word) => ALPHABET.indexOf(word).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

it.each([
  ["a", "", "a12uel5l"],
  [
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio",
    "",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
  ],
  ["abcdef", "00443214c74254b635cf84653a56d7c675be77df", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"],
  ["bc", "", "bc1gmk9yu"],
])("writes what BIP 173 has for %s", (prefix, bytes, expected) => {
  expect(bech32(prefix, Buffer.from(bytes, "hex"))).toBe(expected);
});

describe("a pair of keys", () => {
  const seed = randomBytes(32).toString("hex");
  const { identity, recipient } = encryptionKey(seed);

  it("is written as age has it", () => {
    expect(identity).toMatch(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/);
    expect(recipient).toMatch(/^age1[02-9ac-hj-np-z]{58}$/);
    expect(identity.toLowerCase()).toBe(bech32("age-secret-key-", bytesOf(identity)));
  });

  it("belongs together, as another implementation has it", () => {
    expect(bytesOf(identity)).toEqual(Buffer.from(derivedBytes(seed, ["age identity"], 32)));
    const key = createPrivateKey({
      key: Buffer.concat([PKCS8_HEAD, bytesOf(identity)]),
      format: "der",
      type: "pkcs8",
    });
    const { x } = createPublicKey(key).export({ format: "jwk" });
    expect(bytesOf(recipient)).toEqual(Buffer.from(x!, "base64url"));
  });

  it("is the same for the same seed, and another for another", () => {
    expect(encryptionKey(seed)).toEqual({ identity, recipient });
    expect(encryptionKey(`${seed}0`).recipient).not.toBe(recipient);
  });
});
