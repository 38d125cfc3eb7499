/** How age writes keys. That age itself takes them is shown by the tests of real processes. */
import { createPrivateKey, createPublicKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { bech32 } from "@scure/base";
import { derivedBytes } from "../shared/derived-bytes";
import { encryptionKey } from "./encryption-key";

/** What stands before a private key of X25519 in PKCS #8. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b656e04220420", "hex");
/** The bytes of such a text. */
const bytesOf = (text: string) => Buffer.from(bech32.decodeToBytes(text.toLowerCase()).bytes);

describe("a pair of keys", () => {
  const seed = randomBytes(32).toString("hex");
  const { identity, recipient } = encryptionKey(seed);

  it("is written as age has it", () => {
    expect(identity).toMatch(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/);
    expect(recipient).toMatch(/^age1[02-9ac-hj-np-z]{58}$/);
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
