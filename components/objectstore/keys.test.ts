/** That accounts of two generations are known at once while keys are replaced. That a server takes them is shown by a real one. */
import { describe, expect, it } from "@jest/globals";
import { accountsFile, configuration } from "./configuration";
import { accountNames, keysOf, readerNames } from "./keys";

const SEED = "s".repeat(64);
const BUCKETS = ["postgres-backup", "other"];

describe("the keys of a generation", () => {
  it("are each account's own, the same each time, and break no URL (G15)", () => {
    const { rootSecret, buckets } = keysOf(SEED, 2, BUCKETS);
    const secrets = [
      rootSecret,
      ...Object.values(buckets).flatMap(({ known }) => known.map((one) => one.secretAccessKey)),
    ];
    expect(new Set(secrets).size).toBe(13);
    for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(keysOf(SEED, 2, BUCKETS)).toEqual(keysOf(SEED, 2, BUCKETS));
    expect(keysOf("t".repeat(64), 2, BUCKETS).rootSecret).not.toBe(rootSecret);
  });

  it("don't change when there is another bucket", () => {
    const { rootSecret, buckets } = keysOf(SEED, 1, BUCKETS);
    const fewer = keysOf(SEED, 1, ["postgres-backup"]);
    expect(fewer).toEqual({ rootSecret, buckets: { "postgres-backup": buckets["postgres-backup"] } });
  });

  it("are all others, root's too, in the next one", () => {
    expect(keysOf(SEED, 2, BUCKETS).rootSecret).not.toBe(keysOf(SEED, 1, BUCKETS).rootSecret);
    const [one, two] = [1, 2].map((generation) => keysOf(SEED, generation, BUCKETS).buckets.other!.current);
    expect(one!.accessKeyId).toBe("other-1");
    expect(two!.accessKeyId).toBe("other-2");
    expect(two!.secretAccessKey).not.toBe(one!.secretAccessKey);
  });

  it.each([
    [1, 2],
    [2, 1],
    [7, 8],
    [8, 7],
  ])("%s are known to a server of generation %s", (own, other) => {
    const { known } = keysOf(SEED, other, BUCKETS).buckets.other!;
    const { current, reader } = keysOf(SEED, own, BUCKETS).buckets.other!;
    expect(known).toEqual(expect.arrayContaining([current, reader]));
  });

  it("are known no longer than that", () => {
    expect(accountNames("other", 5)).toEqual(["other-4", "other-5", "other-6"]);
    expect(accountNames("other", 1)).toEqual(["other-1", "other-2"]);
  });
});

describe("the files", () => {
  const keys = keysOf(SEED, 3, BUCKETS);
  const accounts = JSON.parse(accountsFile(keys)) as {
    readonly accessAccounts: Readonly<Record<string, { readonly access: string; readonly role: string }>>;
  };

  it("know every account of a bucket by its name, and no other", () => {
    const names = BUCKETS.flatMap((bucket) => [...accountNames(bucket, 3), ...readerNames(bucket, 3)]).sort();
    expect(Object.keys(accounts.accessAccounts).sort()).toEqual(names);
    expect(
      Object.values(accounts.accessAccounts)
        .map(({ access }) => access)
        .sort(),
    ).toEqual(names);
    expect(accountsFile(keys)).not.toContain(keys.rootSecret);
  });

  it("give none of them more than its bucket", () => {
    expect(new Set(Object.values(accounts.accessAccounts).map(({ role }) => role))).toEqual(new Set(["user"]));
  });

  it("say of each bucket who may use it, and for how long earlier versions are kept", () => {
    expect(JSON.parse(configuration({ "postgres-backup": { earlierVersionsDays: 14 }, other: {} }, 1))).toEqual({
      port: 7070,
      region: "us-east-1",
      buckets: [
        {
          name: "postgres-backup",
          accounts: ["postgres-backup-1", "postgres-backup-2"],
          readers: ["postgres-backup.reader-1", "postgres-backup.reader-2"],
          earlierVersionsDays: 14,
        },
        { name: "other", accounts: ["other-1", "other-2"], readers: ["other.reader-1", "other.reader-2"] },
      ],
    });
  });
});
