import { createHash } from "node:crypto";
import { derivedBytes } from "../shared/derived-bytes";

const PASSWORD_BYTES = 32;

/**
 * Who logs in: `default`, the services; `member`, members and their Sentinels to each other; `keeper`, which keeps a member in
 * its role, hands over and answers probes; `exporter`, which reads the metrics; `dumper`, which copies a member's data.
 */
export const USERS = ["default", "member", "keeper", "exporter", "dumper"] as const;
/** One of {@link USERS}. */
export type User = (typeof USERS)[number];

/** The passwords of all users. Secrets. */
export interface Passwords {
  /** What each user logs in with. */
  readonly current: Readonly<Record<User, string>>;
  /** SHA-256, in hexadecimal, of what a member takes from each. */
  readonly accepted: Readonly<Record<User, readonly string[]>>;
}

/**
 * The passwords of a generation, which follow from a seed. Members take the one before and the one after too: while they are
 * replaced one after another, those of both generations log in to each other, and so do services.
 *
 * @param seed 64 random letters and digits
 */
export function passwordsOf(seed: string, generation: number): Passwords {
  const generations = [generation - 1, generation, generation + 1].filter((one) => one > 0);
  const each = <T>(of: (user: User) => T) =>
    Object.fromEntries(USERS.map((user) => [user, of(user)])) as Readonly<Record<User, T>>;
  return {
    current: each((user) => derivedPassword(seed, user, generation)),
    accepted: each((user) => generations.map((one) => sha256(derivedPassword(seed, user, one)))),
  };
}

/** Hexadecimal digits: nothing in it breaks a URL or a line of a configuration (G15). */
function derivedPassword(seed: string, user: User, generation: number): string {
  const use = ["redis password", user, String(generation)];
  return Buffer.from(derivedBytes(seed, use, PASSWORD_BYTES)).toString("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
