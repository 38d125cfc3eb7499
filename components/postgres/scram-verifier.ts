import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { ConfigError, SECRET_VALUE } from "../../stacks/config-error";

/** PostgreSQL's own count. Generated passwords need no more: they can't be guessed at any speed. */
const ITERATIONS = 4096;
/** PostgreSQL's own length. */
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** Printable ASCII alone reads the same before and after SASLprep, which isn't done here; shorter ones were thought up. */
const GENERATED_PASSWORD = /^[ -~]{32,}$/;

/** A role of the database, and the password that it logs in with. */
export interface ScramLogin {
  readonly role: string;
  /** A secret: at least 32 characters of printable ASCII, generated at random. */
  readonly password: string;
}

/**
 * What PostgreSQL stores in place of a password (SCRAM-SHA-256), and takes in its place in `CREATE ROLE … PASSWORD`. The salt
 * follows from password and role: the same login has the same verifier, and two roles of one password have two. PostgreSQL
 * tells the salt to everyone who asks to log in, and it can be tried against guesses: that is why only generated passwords are taken.
 *
 * @throws ConfigError where the password isn't a generated one; it is never shown
 */
export function scramVerifier({ role, password }: ScramLogin): string {
  if (!GENERATED_PASSWORD.test(password)) {
    throw new ConfigError(`login ${role}`, [
      {
        field: "password",
        value: SECRET_VALUE,
        remedy: "must be 32 or more characters of printable ASCII, generated at random",
      },
    ]);
  }
  return verifierWithSalt(password, hmac(password, role).subarray(0, SALT_BYTES));
}

/** The verifier of a password with a given salt (RFC 5802), as PostgreSQL writes it. */
export function verifierWithSalt(password: string, salt: Uint8Array): string {
  const saltedPassword = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, "sha256");
  const storedKey = createHash("sha256").update(hmac(saltedPassword, "Client Key")).digest("base64");
  const serverKey = hmac(saltedPassword, "Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString("base64")}$${storedKey}:${serverKey}`;
}

function hmac(key: string | Uint8Array, message: string): Buffer {
  return createHmac("sha256", key).update(message).digest();
}
