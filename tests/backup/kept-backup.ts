import { createHash } from "node:crypto";
import type { S3Bucket } from "../support/s3-bucket";

const MANIFEST = "manifest.json";
const DAY_MS = 86_400_000;

/** What a backup's manifest says of it. */
export interface Manifest {
  readonly source: string;
  readonly takenAt: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly encryptedBytes: number;
  readonly encryptedSha256: string;
  readonly recipient: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A finished backup in the bucket. */
export interface KeptBackup {
  /** Its folder's name: when it was taken. */
  readonly stamp: string;
  /** Key of the encrypted file. */
  readonly key: string;
  readonly manifest: Manifest;
}

/** What is kept of a source, the oldest first: unfinished uploads aren't. */
export async function keptBackups(bucket: S3Bucket, source: string): Promise<readonly KeptBackup[]> {
  const keys = (await bucket.keys(`${source}/`)).filter((key) => key.endsWith(`/${MANIFEST}`)).sort();
  return Promise.all(
    keys.map(async (key) => {
      const manifest = JSON.parse(await bucket.get(key)) as Manifest;
      const stamp = key.split("/")[1]!;
      return { stamp, key: keyOf(source, stamp, `${manifest.file}.age`), manifest };
    }),
  );
}

/** A source's backups by their stamps, the oldest first. */
export async function keptStamps(bucket: S3Bucket, source: string): Promise<readonly string[]> {
  return (await keptBackups(bucket, source)).map(({ stamp }) => stamp);
}

/**
 * Puts a backup into the bucket that is so many days old, made like the one that is given but with a few bytes for a file: `keep`
 * looks at what manifests say and how large objects are. Gives its stamp.
 */
export async function putOldBackup(bucket: S3Bucket, { manifest }: KeptBackup, daysAgo: number): Promise<string> {
  const { stamp, takenAt } = timesOf(daysAgo);
  const content = `of ${stamp}`;
  const encryptedSha256 = createHash("sha256").update(content).digest("hex");
  await bucket.put(keyOf(manifest.source, stamp, `${manifest.file}.age`), content);
  const facts = { ...manifest.facts, takenAt };
  const old = { ...manifest, takenAt, facts, encryptedBytes: content.length, encryptedSha256 };
  await bucket.put(keyOf(manifest.source, stamp, MANIFEST), JSON.stringify(old));
  return stamp;
}

/** Puts what an upload leaves that was killed so many days ago: an object without a manifest. Gives its key. */
export async function putUnfinished(bucket: S3Bucket, { manifest }: KeptBackup, daysAgo: number): Promise<string> {
  const key = keyOf(manifest.source, timesOf(daysAgo).stamp, `${manifest.file}.age`);
  await bucket.put(key, "unfinished");
  return key;
}

function keyOf(source: string, stamp: string, file: string): string {
  return `${source}/${stamp}/${file}`;
}

function timesOf(daysAgo: number): { readonly stamp: string; readonly takenAt: string } {
  const takenAt = new Date(Date.now() - daysAgo * DAY_MS).toISOString().replace(/\.\d+Z$/, "Z");
  return { takenAt, stamp: takenAt.replace(/[-:]/g, "") };
}
