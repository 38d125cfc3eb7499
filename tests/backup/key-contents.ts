import { Connection, PATIENT_MS, type Target } from "../redis/connection";
import type { Copy } from "./backup-commands";

/** A key as docs/runbooks/restore-from-a-dump.md has people look at it. */
export interface KeyContent {
  readonly type: string;
  /** What the type's command answers. */
  readonly words: readonly string[];
  /** Milliseconds of the epoch; `-1` where it never expires. */
  readonly expiresAt: string;
}

/** Sends a command; each part of its answer as a text. */
type Ask = (...words: readonly string[]) => Promise<readonly string[]>;

/** How a key of each type is read, and how it is made by what was read. */
const TYPES: Readonly<Record<string, { read(key: string): string[]; made(key: string, words: string[]): string[] }>> = {
  string: { read: (key) => ["GET", key], made: (key, words) => ["SET", key, ...words, "NX"] },
  hash: { read: (key) => ["HGETALL", key], made: (key, words) => ["HSET", key, ...words] },
  list: { read: (key) => ["LRANGE", key, "0", "-1"], made: (key, words) => ["RPUSH", key, ...words] },
  set: { read: (key) => ["SMEMBERS", key], made: (key, words) => ["SADD", key, ...words] },
};

/** The keys of a running redis, of the given names, by their names. */
export async function liveKeys(target: Target, keys: readonly string[]): Promise<ReadonlyMap<string, KeyContent>> {
  return connected(target, (ask) => contents(ask, keys));
}

/** All keys of a copy, by their names. */
export async function copiedKeys({ look, inside }: Copy): Promise<ReadonlyMap<string, KeyContent>> {
  const ask: Ask = async (...words) => {
    const { exitCode, stdout, stderr } = await inside(...look, ...words);
    if (exitCode !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
    return stdout.split("\n").slice(0, -1);
  };
  return contents(ask, await ask("--scan"));
}

/** Writes keys into a redis: each by its type's own command, with its expiry, and none over one that is there. Gives how many were written. */
export async function writeBack(target: Target, keys: ReadonlyMap<string, KeyContent>): Promise<number> {
  return connected(target, async (ask) => {
    let written = 0;
    for (const [key, { type, words, expiresAt }] of keys) {
      if ((await ask("EXISTS", key))[0] !== "0") continue;
      await ask(...TYPES[type]!.made(key, [...words]));
      if (expiresAt !== "-1") await ask("PEXPIREAT", key, expiresAt);
      written++;
    }
    return written;
  });
}

async function connected<T>(target: Target, work: (ask: Ask) => Promise<T>): Promise<T> {
  const connection = await Connection.open(target, PATIENT_MS);
  try {
    return await work(async (...words) => [await connection.call(...words)].flat().map(String));
  } finally {
    connection.close();
  }
}

async function contents(ask: Ask, keys: readonly string[]): Promise<ReadonlyMap<string, KeyContent>> {
  const found = new Map<string, KeyContent>();
  for (const key of [...keys].sort()) {
    const [type = ""] = await ask("TYPE", key);
    // Gone since it was named.
    if (type === "none") continue;
    const [expiresAt = ""] = await ask("PEXPIRETIME", key);
    const words = await ask(...TYPES[type]!.read(key));
    // A set has no order that another server would have to keep.
    found.set(key, { type, words: type === "set" ? [...words].sort() : words, expiresAt });
  }
  return found;
}
