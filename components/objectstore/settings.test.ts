/** What is refused of the settings of the object store: with field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import { workloadsOf } from "../../stacks/environment";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import { SYSTEMS } from "../../stacks/systems";
import { FOREIGN_STORE } from "../../tests/support/foreign-store";
import { committedSettings } from "../../tests/support/stack-file";

/** With backups elsewhere: they need the committed buckets. */
const withObjectStore = (objectstore: object | undefined) => {
  const { postgres, ...others } = committedSettings("mainnet") as { postgres: object };
  const changes = {
    objectstore,
    postgres: { ...postgres, backup: undefined },
    backup: { repository: { bucket: "gx-dumps", s3: FOREIGN_STORE } },
  };
  return parseEnvironment("mainnet", { ...others, ...changes }, SERVERS, SYSTEMS, ["backup"]);
};
const changed = (changes: Readonly<Record<string, unknown>>) => {
  const { objectstore } = committedSettings("mainnet") as { objectstore: object };
  return () => withObjectStore({ ...objectstore, ...changes });
};
const bucket = (name: string) => ({ buckets: { [name]: {} } });

const LETTERS = "must be 3 to 63 lower-case letters, digits and hyphens, the first and the last no hyphen";
const RESERVED = "begins or ends as S3's own names do: choose another";

describe("an object store is refused", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["without buckets", { buckets: undefined }, "gx:objectstore.buckets is missing: must be a map of buckets by name"],
    ["with a short name", bucket("ab"), `gx:objectstore.buckets.ab is "ab": ${LETTERS}`],
    ["with a long name", bucket("a".repeat(64)), LETTERS],
    ["with a name in capitals", bucket("Backup"), `gx:objectstore.buckets.Backup is "Backup": ${LETTERS}`],
    ["with a name with dots", bucket("postgres.backup"), LETTERS],
    ["with a name with underscores", bucket("postgres_backup"), LETTERS],
    ["with a hyphen at the end", bucket("backup-"), LETTERS],
    ["with a hyphen at the beginning", bucket("-backup"), LETTERS],
    ["with a name of S3's, by its beginning", bucket("xn--backup"), `"xn--backup": ${RESERVED}`],
    ["with a name of S3's, by its end", bucket("backup-s3alias"), `"backup-s3alias": ${RESERVED}`],
    ["with the server's own answer", bucket("health"), '"health": is what the server answers by itself'],
    [
      "with a bucket that is no map",
      { buckets: { "postgres-backup": 14 } },
      "gx:objectstore.buckets.postgres-backup is 14: must be a map, empty where no earlier versions are kept",
    ],
    [
      "with versions that are kept for no day",
      { buckets: { "postgres-backup": { earlierVersionsDays: 0 } } },
      "gx:objectstore.buckets.postgres-backup.earlierVersionsDays is 0: must be a whole number from 1 to 3650",
    ],
    [
      "with a misspelt bucket's setting",
      { buckets: { "postgres-backup": { earlierVersionDays: 7 } } },
      "gx:objectstore.buckets.postgres-backup.earlierVersionDays is 7: no such setting; did you mean earlierVersionsDays?",
    ],
    ["with several copies", { replicas: 3 }, "gx:objectstore.replicas is 3: no such setting"],
    [
      "with too small a volume",
      { volumeMebibytes: 512 },
      "gx:objectstore.volumeMebibytes is 512: must be a whole number from 1024",
    ],
    [
      "with certificates that outlive their authority",
      { certificatesFrom: "2035-06" },
      'gx:objectstore.certificatesFrom is "2035-06": must be from 2026-01 to 2034-12',
    ],
    [
      "with no generation of keys",
      { keyGeneration: 0 },
      "gx:objectstore.keyGeneration is 0: must be a whole number from 1",
    ],
  ])("%s", (_what, changes, message) => {
    expect(changed(changes)).toThrow(message);
  });
});

it.each(["abc", "a-1", "0backup9", "a".repeat(63), "health-checks"])("takes the bucket %s", (name) => {
  expect(changed(bucket(name))).not.toThrow();
});

it("an environment may be without", () => {
  const names = workloadsOf(withObjectStore(undefined)).map(({ name }) => name);
  expect(names).toContain("postgres");
  expect(names).not.toContain("objectstore");
});
