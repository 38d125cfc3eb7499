import { x25519 } from "@noble/curves/ed25519";
import { bech32 } from "@scure/base";
import { derivedBytes } from "../shared/derived-bytes";

const KEY_BYTES = 32;

/** A pair of keys of age: what is encrypted for the recipient, the identity alone decrypts. */
export interface EncryptionKey {
  /** `AGE-SECRET-KEY-1…`. A secret. */
  readonly identity: string;
  /** `age1…`. Public. */
  readonly recipient: string;
}

/**
 * The pair that follows from a seed.
 *
 * @param seed at least 32 random letters and digits
 */
export function encryptionKey(seed: string): EncryptionKey {
  const scalar = derivedBytes(seed, ["age identity"], KEY_BYTES);
  return {
    identity: bech32.encodeFromBytes("age-secret-key-", scalar).toUpperCase(),
    recipient: bech32.encodeFromBytes("age", x25519.getPublicKey(scalar)),
  };
}
