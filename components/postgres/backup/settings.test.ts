/** What is refused of the settings of backups: with field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import { parseEnvironment } from "../../../stacks/parse-environment";
import { SERVERS } from "../../../stacks/inventory";
import { SYSTEMS } from "../../../stacks/systems";
import { FOREIGN_STORE } from "../../../tests/support/foreign-store";
import { committedSettings } from "../../../tests/support/stack-file";

type Settings = Readonly<Record<string, unknown>>;

/** Mainnet with other backups, and with other settings besides. */
const withBackup = (backup: Settings, others: Settings = {}, secretSections: readonly string[] = []) => {
  const committed = committedSettings("mainnet") as { postgres: object };
  const postgres = { ...committed.postgres, backup: { ...OWN, ...backup } };
  return () => parseEnvironment("mainnet", { ...committed, postgres, ...others }, SERVERS, SYSTEMS, secretSections);
};
const OWN = { repository: { bucket: "postgres-backup" }, windowDays: 7 };
const foreign = (changes: Settings = {}) => ({
  repository: { bucket: "gx-backups", s3: { ...FOREIGN_STORE, ...changes } },
});
const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const TIME = 'must be latest, or a time in UTC such as "2026-03-31 14:00:00+00"';

describe("is taken", () => {
  it.each<[string, Settings]>([
    ["with schedules of its own", { schedules: { full: "0 1 * * 3,6", differential: "45 */6 * * 0-2,4,5" } }],
    ["with full backups alone", { schedules: { full: "0 1 * * *", differential: "30 1 * * *" } }],
    ["to begin with the newest state", { restoreFrom: "latest" }],
    ["to begin with that of a time", { restoreFrom: "2026-03-31 14:00:00+00" }],
    ["to begin along a timeline", { restoreFrom: "2026-03-31 14:00:00+00", restoreFromTimeline: 2 }],
  ])("%s", (_what, changes) => {
    expect(withBackup(changes)).not.toThrow();
  });

  it.each<[string, Settings]>([
    ["", {}],
    [" with an authority and a bucket in its host", { uriStyle: "host", authority: CERTIFICATE }],
  ])("in somebody else's S3%s, without an object store of its own", (_what, changes) => {
    const others = { objectstore: undefined, backup: foreign() };
    expect(withBackup(foreign(changes), others, ["postgres", "backup"])).not.toThrow();
  });
});

describe("is refused", () => {
  it.each<[string, Settings, string]>([
    [
      "a bucket that isn't declared",
      { repository: { bucket: "postgres-backups" } },
      'gx:postgres.backup.repository.bucket is "postgres-backups": must be one of gx:objectstore.buckets, or under s3 ' +
        "somebody else's; did you mean postgres-backup?",
    ],
    [
      "no bucket",
      { repository: {} },
      "gx:postgres.backup.repository.bucket is missing: must be the name of a bucket: 3 to 63",
    ],
    [
      "a window of no day",
      { windowDays: 0 },
      "gx:postgres.backup.windowDays is 0: must be a whole number from 1 to 90",
    ],
    [
      "too long a window",
      { windowDays: 91 },
      "gx:postgres.backup.windowDays is 91: must be a whole number from 1 to 90",
    ],
    [
      "a schedule that isn't one",
      { schedules: { full: "daily" } },
      'gx:postgres.backup.schedules.full is "daily": must be a schedule of five fields such as "0 2 * * 0": minute,',
    ],
    [
      "a kind of backup that there isn't",
      { schedules: { incremental: "0 2 * * *" } },
      'gx:postgres.backup.schedules.incremental is "0 2 * * *": no such setting; ',
    ],
    [
      "full backups that are farther apart than a week",
      { schedules: { full: "0 2 1 * *", differential: "0 3 * * *" } },
      'gx:postgres.backup.schedules.full is "0 2 1 * *": must have a full backup run at least every 7 days',
    ],
    [
      "a full backup that never comes",
      { schedules: { full: "0 2 31 2 *", differential: "0 3 * * *" } },
      'gx:postgres.backup.schedules.full is "0 2 31 2 *": must have a full backup run at least every 7 days',
    ],
    [
      "backups that are farther apart than a day",
      { schedules: { differential: "0 2 * * 1-5" } },
      'gx:postgres.backup.schedules.differential is "0 2 * * 1-5": must have a backup, full or differential, run at ' +
        "least every day",
    ],
    [
      "tests that restore less often than once a week",
      { schedules: { restoreTest: "0 4 1 * *" } },
      'gx:postgres.backup.schedules.restoreTest is "0 4 1 * *": must have a test that restores run at least every 7 days',
    ],
    [
      "tests that restore less often than backups of the window are removed",
      { windowDays: 2, schedules: { restoreTest: "0 4 * * 1,4" } },
      'gx:postgres.backup.schedules.restoreTest is "0 4 * * 1,4": must have a test that restores run at least every 2 days',
    ],
    [
      "a window from which dumps are gone, too",
      { windowDays: 30 },
      "gx:postgres.backup.windowDays is 30: must be less than 30, the days for which postgres-dump is kept: " +
        "nothing else has what was before the window",
    ],
    [
      "two backups at once",
      { schedules: { differential: "0 2 * * *" } },
      'gx:postgres.backup.schedules.differential is "0 2 * * *": must never run at the minute of postgres-backup-full',
    ],
    [
      "a backup at the minute of a dump",
      { schedules: { full: "0 6 * * 0" } },
      'gx:postgres.backup.schedules.full is "0 6 * * 0": must never run at the minute of postgres-dump, which runs at',
    ],
    [
      "a timeline of nothing",
      { restoreFromTimeline: 2 },
      "gx:postgres.backup.restoreFromTimeline is 2: must stand with restoreFrom, or not at all",
    ],
    ["a day that there isn't", { restoreFrom: "2026-02-30 14:00:00+00" }, TIME],
    ["a time without its zone", { restoreFrom: "2026-03-31 14:00:00" }, TIME],
    ["an hour that there isn't", { restoreFrom: "2026-03-31 24:00:00+00" }, TIME],
    [
      "a secret that stands in the open",
      foreign(),
      "gx:postgres.backup.repository.s3.secretAccessKey is a secret: stands in the open in the stack file: set it by " +
        "pulumi config set --secret --path 'gx:postgres.backup.repository.s3.secretAccessKey'",
    ],
    [
      "an address instead of a host",
      foreign({ endpoint: "https://s3.example.org:9000" }),
      "gx:postgres.backup.repository.s3.endpoint is ",
    ],
    ["two lines in one", foreign({ accessKeyId: "gx\nrepo1-path=/" }), "without blanks"],
    ["a certificate that isn't one", foreign({ authority: "ca.crt" }), "must be a certificate, PEM"],
  ])("%s", (_what, changes, message) => {
    expect(withBackup(changes)).toThrow(message);
  });

  it("an object store that isn't there", () => {
    expect(withBackup({}, { objectstore: undefined })).toThrow(
      'gx:postgres.backup.repository.bucket is "postgres-backup": must be a bucket of gx:objectstore, which is missing',
    );
  });

  it("without showing anything of a section that holds a secret", () => {
    const refusal = withBackup(foreign({ endpoint: "S3" }), {}, ["postgres"]);
    expect(refusal).toThrow("gx:postgres.backup.repository.s3.endpoint is a secret: must be a host");
  });
});
