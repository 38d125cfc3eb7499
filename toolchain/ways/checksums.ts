import { basename } from "node:path";

/** Hash functions by the length of their hexadecimal digest: what `shasum`, `sha256sum` and `sha512sum` print. */
const ALGORITHMS: Readonly<Record<number, string>> = { 40: "sha1", 64: "sha256", 128: "sha512" };

/**
 * The digest of `file` in a checksum file: either a bare digest, or lines of `DIGEST  NAME` where the name may
 * carry a folder or the asterisk of binary mode. Undefined where the file is not listed.
 */
export function digestIn(text: string, file: string): string | undefined {
  for (const line of text.split("\n")) {
    const [, digest = "", name] = /^\s*([0-9a-fA-F]+)(?:\s+\*?(\S+))?\s*$/.exec(line) ?? [];
    if (digest.length in ALGORITHMS && (name === undefined || basename(name) === file)) return digest.toLowerCase();
  }
  return undefined;
}

/** The hash function whose digest this is, told by its length. */
export function algorithmOf(digest: string): string {
  return ALGORITHMS[digest.length] ?? "sha256";
}
