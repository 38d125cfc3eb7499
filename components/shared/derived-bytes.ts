import { hkdfSync } from "node:crypto";

/**
 * Bytes that follow from a seed for one use (HKDF with SHA-256). Secrets.
 *
 * @param use names the use, part by part: another use has unrelated bytes
 */
export function derivedBytes(seed: string, use: readonly string[], length: number): Uint8Array {
  // As JSON, so that the parts of two uses never read the same when joined.
  return new Uint8Array(hkdfSync("sha256", seed, "gx-infrastructure", JSON.stringify(use), length));
}
