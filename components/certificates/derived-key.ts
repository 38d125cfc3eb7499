import { mapHashToField } from "@noble/curves/abstract/modular";
import { p256 } from "@noble/curves/nist";
import { derivedBytes } from "../shared/derived-bytes";

/** As many bytes as FIPS 186-5 (A.2.1, extra random bits) takes for a private key of P-256, whose bias nobody can measure. */
const KEY_MATERIAL_BYTES = 48;

/** What stands before the private key and between both keys in a PKCS #8 structure of P-256: all of it is fixed. */
const PKCS8_HEAD = Buffer.from("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420", "hex");
const PKCS8_MIDDLE = Buffer.from("a144034200", "hex");

/** A private key on the curve P-256 that follows from a seed. */
export interface DerivedKey {
  /** The public key as an uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The private key in PKCS #8, DER. A secret. */
  readonly privateKeyDer: Uint8Array;
  /** ECDSA with SHA-256, in DER. The same message always has the same signature (RFC 6979). */
  sign(message: Uint8Array): Uint8Array;
}

/**
 * The private key that follows from a seed for one use.
 *
 * @param use names the use, part by part: another use has an unrelated key
 */
export function deriveKey(seed: string, use: readonly string[]): DerivedKey {
  const privateKey = mapHashToField(derivedBytes(seed, use, KEY_MATERIAL_BYTES), p256.Point.Fn.ORDER);
  const publicKey = p256.getPublicKey(privateKey, false);
  return {
    publicKey,
    privateKeyDer: Buffer.concat([PKCS8_HEAD, privateKey, PKCS8_MIDDLE, publicKey]),
    sign: (message) => p256.sign(message, privateKey, { prehash: true, lowS: false }).toBytes("der"),
  };
}
