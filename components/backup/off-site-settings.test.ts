/** What is refused of the settings of copies off-site: with field, value and remedy. No destination is asked: nothing here shows that one takes the keys. */
import { describe, expect, it } from "@jest/globals";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import { SYSTEMS } from "../../stacks/systems";
import { FOREIGN_STORE } from "../../tests/support/foreign-store";
import { committedSettings } from "../../tests/support/stack-file";

type Settings = Readonly<Record<string, unknown>>;

const S3 = { bucket: "gx-off-site", ...FOREIGN_STORE };
const DRIVE = { clientId: "client", clientSecret: "made-in-a-test", token: '{"refresh_token":"made-in-a-test"}' };
const FOLDER = "GX-Infrastructure-Backups/mainnet";

/** Mainnet with copies off-site, of which these settings are others. */
const parsing =
  (offSite: Settings, isSecret = true, repository: Settings = { bucket: "dumps" }) =>
  () =>
    parseEnvironment(
      "mainnet",
      {
        ...committedSettings("mainnet"),
        backup: { repository, offSite: { folder: FOLDER, keepDays: 365, ...offSite } },
      },
      SERVERS,
      SYSTEMS,
      isSecret ? ["backup"] : [],
    );

it("takes a bucket of somebody else's S3, and Google Drive", () => {
  expect(parsing({ s3: S3 })).not.toThrow();
  expect(parsing({ drive: DRIVE })).not.toThrow();
  expect(parsing({ drive: { ...DRIVE, sharedDrive: "0AbC" } })).not.toThrow();
});

it("refuses an environment in which nothing says where to, and one that says it twice", () => {
  const message = "gx:backup.offSite is a secret: name one destination, with its credentials: s3 or drive";
  expect(parsing({})).toThrow(message);
  expect(parsing({ s3: S3, drive: DRIVE })).toThrow(message);
});

describe("refuses a destination without credentials", () => {
  it.each([
    ["s3", "accessKeyId", S3, "must be the id of the account's access key"],
    ["s3", "secretAccessKey", S3, "must be the account's secret access key"],
    ["drive", "clientId", DRIVE, "must be the id of an OAuth client of your own"],
    ["drive", "clientSecret", DRIVE, "must be the secret of that client"],
    ["drive", "token", DRIVE, "must be the line of JSON that rclone authorize prints"],
  ])("%s: no %s", (type, field, complete, remedy) => {
    const without = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== field));
    expect(parsing({ [type]: without })).toThrow(`gx:backup.offSite.${type}.${field} is missing: ${remedy}`);
  });

  it.each(["not JSON", "{}", '{"access_token":"x"}', '{"refresh_token":""}', "null", '{"refresh_token":\n"x"}'])(
    "drive: a token that ends by itself, or is none: %j",
    (token) => {
      expect(parsing({ drive: { ...DRIVE, token } })).toThrow(
        "gx:backup.offSite.drive.token is a secret: must be the line of JSON that rclone authorize prints, with a refresh_token",
      );
    },
  );
});

it.each([
  ["s3", { s3: S3 }, "s3.secretAccessKey"],
  ["drive", { drive: DRIVE }, "drive.token"],
  ["drive", { drive: DRIVE }, "drive.clientSecret"],
])("refuses a secret of %s that stands in the open", (_type, offSite, field) => {
  expect(parsing(offSite, false)).toThrow(
    `gx:backup.offSite.${field} is a secret: stands in the open in the stack file: set it by ` +
      `pulumi config set --secret --path 'gx:backup.offSite.${field}'`,
  );
});

it.each(["/absolute", "ends/", "", "..", "a/../b", "./a", "a//b", "with blank", "a\nremote = other:"])(
  "refuses the folder %j",
  (folder) => {
    expect(parsing({ s3: S3, folder })).toThrow(
      "gx:backup.offSite.folder is a secret: must be a folder such as GX-Infrastructure-Backups/mainnet",
    );
  },
);

it("refuses to keep copies for less long than what is copied", () => {
  expect(parsing({ s3: S3, keepDays: 29 })).toThrow(
    /gx:backup\.offSite\.keepDays is a secret: must be at least \d+, as long as \S+ is kept in the bucket/,
  );
});

it("refuses the bucket that backups are in already", () => {
  const { bucket, ...s3 } = S3;
  expect(parsing({ s3: S3 }, true, { bucket, s3 })).toThrow(
    "gx:backup.offSite.s3.bucket is a secret: is the bucket of gx:backup.repository itself",
  );
  expect(parsing({ s3: S3 }, true, { bucket: "another", s3 })).not.toThrow();
});

it("refuses another kind of destination, and names those there are", () => {
  expect(parsing({ sftp: { host: "backup.example.org" } })).toThrow(
    "gx:backup.offSite.sftp is a secret: no such setting; ",
  );
});
