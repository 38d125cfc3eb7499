/** What is refused of the settings of backups, and of an environment without: with field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import { SYSTEMS } from "../../stacks/systems";
import { FOREIGN_STORE } from "../../tests/support/foreign-store";
import { committedSettings } from "../../tests/support/stack-file";

type Settings = Readonly<Record<string, unknown>>;

const parsing =
  (changes: Settings, secretSections: readonly string[] = [], environment: "mainnet" | "testnet" = "mainnet") =>
  () =>
    parseEnvironment(environment, { ...committedSettings(environment), ...changes }, SERVERS, SYSTEMS, secretSections);

const FOREIGN = { bucket: "gx-dumps", s3: FOREIGN_STORE };

it("takes somebody else's S3", () => {
  expect(parsing({ backup: { repository: FOREIGN } }, ["backup"])).not.toThrow();
});

describe("is refused", () => {
  it.each(["mainnet", "testnet"] as const)("where %s has none: redis is backed up by nothing else", (environment) => {
    expect(parsing({ backup: undefined }, [], environment)).toThrow(
      "gx:backup is missing: nothing backs up the volumes of redis: name the repository of backups (docs/backups.md)",
    );
  });

  it("a bucket that isn't declared", () => {
    expect(parsing({ backup: { repository: { bucket: "dump" } } })).toThrow(
      'gx:backup.repository.bucket is "dump": must be one of gx:objectstore.buckets, or under s3 somebody else\'s; ' +
        "did you mean dumps?",
    );
  });

  it("a secret that stands in the open", () => {
    expect(parsing({ backup: { repository: FOREIGN } })).toThrow(
      "gx:backup.repository.s3.secretAccessKey is a secret: stands in the open in the stack file: set it by " +
        "pulumi config set --secret --path 'gx:backup.repository.s3.secretAccessKey'",
    );
  });

  it("a setting that there isn't", () => {
    expect(parsing({ backup: { repository: { bucket: "dumps" }, schedule: "0 2 * * *" } })).toThrow(
      'gx:backup.schedule is "0 2 * * *": no such setting; ',
    );
  });
});
