import { createCipheriv, createHash, pbkdf2Sync, randomBytes } from "node:crypto";

const KEY_DIGITS = 12;
const SALT_BYTES = 4;
const ROUNDS = 4096;
const AES_KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** A token of servers in K3s' form, with nothing behind it: nobody joins by it. */
export function madeServerToken(): string {
  return `K10${randomBytes(32).toString("hex")}::server:${randomBytes(16).toString("hex")}`;
}

/**
 * What K3s keeps of itself in etcd, by which it knows a restored snapshot for its own: encrypted with the servers' token. Here
 * there is nothing in it.
 *
 * Source: K3s, pkg/cluster/encrypt.go and storage.go.
 * @param token as in the servers' file
 */
export function bootstrapEntry(token: string): { readonly key: string; readonly value: string } {
  const password = /^K10[^:]*::[^:]*:(.*)$/.exec(token.trim())?.[1] ?? token.trim();
  const salt = randomBytes(SALT_BYTES).toString("hex");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", pbkdf2Sync(password, salt, ROUNDS, AES_KEY_BYTES, "sha1"), nonce);
  const sealed = Buffer.concat([nonce, cipher.update("{}"), cipher.final(), cipher.getAuthTag()]);
  const key = createHash("sha256").update(password).digest("hex").slice(0, KEY_DIGITS);
  return { key: `/bootstrap/${key}`, value: `${salt}:${sealed.toString("base64")}` };
}
