import { derivedBytes } from "../shared/derived-bytes";

const SECRET_BYTES = 32;

/** The keys of an account. */
export interface Account {
  /** What it is called. Not secret. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The accounts of one bucket. */
export interface BucketAccounts {
  /** Whom those are who use the bucket. */
  readonly current: Account;
  /** Whom those are who read it, and do nothing else there. */
  readonly reader: Account;
  /** Whom the server knows. */
  readonly known: readonly Account[];
}

/** The keys of all accounts. Secrets. */
export interface Keys {
  /** Of the account that may do everything. It stays in the store's own pod. */
  readonly rootSecret: string;
  /** By bucket. */
  readonly buckets: Readonly<Record<string, BucketAccounts>>;
}

/**
 * The keys of a generation, which follow from a seed. The server knows the accounts of the one before and the one after
 * too: whoever uses a bucket is given new keys a moment before or after it.
 *
 * @param seed 64 random letters and digits
 */
export function keysOf(seed: string, generation: number, buckets: readonly string[]): Keys {
  return {
    rootSecret: derivedSecret(seed, ["root", String(generation)]),
    buckets: Object.fromEntries(
      buckets.map((bucket) => [
        bucket,
        {
          current: account(seed, bucket, generation),
          reader: reader(seed, bucket, generation),
          known: generations(generation).flatMap((one) => [account(seed, bucket, one), reader(seed, bucket, one)]),
        },
      ]),
    ),
  };
}

/** What the account of a bucket is called that a generation has. */
export function accountName(bucket: string, generation: number): string {
  return `${bucket}-${generation}`;
}

/** What the reader of a bucket is called that a generation has. No bucket has a dot in its name: it is no other bucket's account. */
export function readerName(bucket: string, generation: number): string {
  return accountName(`${bucket}.reader`, generation);
}

/** What the accounts of a bucket are called that the server knows, without its readers. */
export function accountNames(bucket: string, generation: number): readonly string[] {
  return generations(generation).map((one) => accountName(bucket, one));
}

/** What the readers of a bucket are called that the server knows. */
export function readerNames(bucket: string, generation: number): readonly string[] {
  return generations(generation).map((one) => readerName(bucket, one));
}

function generations(generation: number): readonly number[] {
  return [generation - 1, generation, generation + 1].filter((one) => one > 0);
}

function account(seed: string, bucket: string, generation: number): Account {
  return {
    accessKeyId: accountName(bucket, generation),
    secretAccessKey: derivedSecret(seed, ["bucket", bucket, String(generation)]),
  };
}

function reader(seed: string, bucket: string, generation: number): Account {
  return {
    accessKeyId: readerName(bucket, generation),
    secretAccessKey: derivedSecret(seed, ["reader", bucket, String(generation)]),
  };
}

/** Hexadecimal digits: nothing in it breaks a URL or a line of a configuration (G15). */
function derivedSecret(seed: string, account: readonly string[]): string {
  return Buffer.from(derivedBytes(seed, ["object store key", ...account], SECRET_BYTES)).toString("hex");
}
