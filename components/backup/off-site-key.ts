import { createCipheriv } from "node:crypto";
import { derivedBytes } from "../shared/derived-bytes";

const KEY_BYTES = 32;
const BLOCK_BYTES = 16;

/** Of rclone's source: it hides passwords in its configuration from a glance, and keeps them from nobody. */
const RCLONE_OBSCURES_WITH = Buffer.from("9c935b48730a554d6bfd7c63c886a92bd390198eb8128afbf4de162b8b95f638", "hex");

/** What `rclone crypt` encrypts contents and names with, obscured as its configuration has them. Secrets. */
export interface OffSiteKey {
  readonly password: string;
  /** Of the salt. */
  readonly password2: string;
}

/**
 * The key that follows from a seed.
 *
 * @param seed at least 32 random letters and digits
 */
export function offSiteKey(seed: string): OffSiteKey {
  return { password: obscured(seed, "password"), password2: obscured(seed, "salt") };
}

function obscured(seed: string, use: string): string {
  const password = Buffer.from(derivedBytes(seed, ["off-site", use], KEY_BYTES)).toString("hex");
  // rclone takes a random one: then each update would write another text for the same password.
  const begin = derivedBytes(seed, ["off-site", use, "obscured"], BLOCK_BYTES);
  const cipher = createCipheriv("aes-256-ctr", RCLONE_OBSCURES_WITH, begin);
  return Buffer.concat([begin, cipher.update(password), cipher.final()]).toString("base64url");
}
