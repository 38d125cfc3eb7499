/** What copies the database's physical backups off-site, and where nothing does. That copies work, and come back, is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { deploy } from "../../../stacks/deploy";
import { SERVERS } from "../../../stacks/inventory";
import { parseEnvironment } from "../../../stacks/parse-environment";
import { SYSTEMS } from "../../../stacks/systems";
import { FOREIGN_STORE } from "../../../tests/support/foreign-store";
import { openWays } from "../../../tests/support/open-ways";
import { recordResources, type RecordedResource } from "../../../tests/support/recorded-resources";
import { committedSettings } from "../../../tests/support/stack-file";
import { COPIES_OFF_SITE_ANNOTATION } from "../../shared/labels";
import { REPOSITORY_OFF_SITE, REPOSITORY_SECRETS } from "../names";

const COMMITTED = committedSettings("mainnet") as {
  readonly postgres: { readonly backup: { readonly repository: object; readonly windowDays: number } };
};
const OFF_SITE = { folder: "copies", keepDays: 90, s3: { bucket: "gx-off-site", ...FOREIGN_STORE } };

interface CronJob {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly schedule: string;
    readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: object } } };
  };
}

/** What mainnet registers, and tells of its backups, with a destination or none, and with another repository of the database. */
async function deployed(offSite?: object, repository: object = {}) {
  const { postgres } = COMMITTED;
  const { backup } = postgres;
  const settings = {
    ...COMMITTED,
    postgres: { ...postgres, backup: { ...backup, repository: { ...backup.repository, ...repository } } },
    backup: { repository: { bucket: "dumps" }, ...(offSite && { offSite }) },
  };
  const environment = parseEnvironment("mainnet", settings, SERVERS, SYSTEMS, ["backup", "postgres"]);
  const { result, resources } = await recordResources(() => deploy(environment, "kubeconfig.yaml"));
  return { resources, told: result.backup as { readonly offSite: unknown } };
}

describe("with a destination, and its repository in the environment's own store", () => {
  let resources: readonly RecordedResource[];
  let told: unknown;

  beforeAll(async () => {
    const { resources: all, told: backup } = await deployed(OFF_SITE);
    resources = all;
    told = backup.offSite;
  });

  const inputsOf = (name: string) => {
    const found = resources.filter((resource) => resource.name === name);
    if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
    return found[0]!.inputs;
  };
  const rcloneOf = (secret: string) => {
    const { value } = (inputsOf(`${secret}-secret`) as unknown as { data: { value: Record<string, string> } }).data;
    const decoded = Object.entries(value).map(([file, content]) => [file, Buffer.from(content, "base64").toString()]);
    return Object.fromEntries(decoded) as Record<string, string>;
  };

  it("is copied each hour, and says whose backups that takes elsewhere", () => {
    const { spec, metadata } = inputsOf(`${REPOSITORY_OFF_SITE}-cronjob`) as unknown as CronJob;
    expect(spec.schedule).toBe("50 * * * *");
    expect(metadata.annotations[COPIES_OFF_SITE_ANNOTATION]!.split(",")).toEqual([
      "postgres-backup-full",
      "postgres-backup-differential",
    ]);
    expect(told).toMatchObject({ schedule: "0 1,7,13,19 * * *", physicalBackups: "50 * * * *" });
  });

  it("runs in one container that has neither the passphrase nor an identity, nor keys that write the repository", () => {
    const { spec } = inputsOf(`${REPOSITORY_OFF_SITE}-cronjob`) as unknown as CronJob;
    expect(spec.jobTemplate.spec.template.spec).toMatchObject({
      containers: [{ name: "send", command: ["/opt/gx/send-repository"] }],
      volumes: [
        { name: "dump", emptyDir: {} },
        { name: "facts", configMap: { name: REPOSITORY_OFF_SITE } },
        { name: "store", secret: { secretName: REPOSITORY_SECRETS.reader } },
        { name: "off-site", secret: { secretName: REPOSITORY_OFF_SITE } },
        { name: "tmp", emptyDir: {} },
      ],
    });
    expect(rcloneOf(REPOSITORY_SECRETS.reader)["rclone.conf"]).toContain("access_key_id = postgres-backup.reader-1\n");
    expect(rcloneOf(REPOSITORY_SECRETS.keeper)["rclone.conf"]).not.toContain("reader");
    for (const secret of [...Object.values(REPOSITORY_SECRETS), REPOSITORY_OFF_SITE]) {
      expect([secret, rcloneOf(secret).bucket]).toEqual([secret, "postgres-backup"]);
    }
  });

  it("is encrypted there by the same key as dumps, in a folder of its own", () => {
    const section = (secret: string) => rcloneOf(secret)["rclone.conf"]!;
    expect(section(REPOSITORY_OFF_SITE)).toBe(section("backup-off-site"));
    expect(section(REPOSITORY_OFF_SITE)).toContain("type = crypt\n");
  });

  it("keeps off-site what the repository has no more until pgBackRest would have removed it, and at least 14 days", () => {
    const { data } = inputsOf(`${REPOSITORY_OFF_SITE}-config-map`) as unknown as { data: Record<string, string> };
    const daysBetweenFull = 7;
    expect(JSON.parse(data["repository.json"]!)).toEqual({
      source: "postgres-backup",
      folder: "postgres",
      stanza: "postgres",
      keepDays: COMMITTED.postgres.backup.windowDays + daysBetweenFull + 1,
      catalogDays: 14,
      timeoutSeconds: 4 * 3600,
    });
  });

  it("reaches the store and the internet's port 443, and nothing else", () => {
    expect(openWays(resources, REPOSITORY_OFF_SITE)).toEqual({ inside: [7070], internet: [443] });
  });
});

it.each([
  ["no destination", undefined, {}],
  ["its repository in somebody else's S3, which is elsewhere already", OFF_SITE, { s3: FOREIGN_STORE }],
])("nothing copies it with %s", async (_what, offSite, repository) => {
  const { resources, told } = await deployed(offSite, repository);
  expect(resources.filter(({ name }) => name.startsWith("backup-repository"))).toEqual([]);
  expect(JSON.stringify(told.offSite)).not.toContain("physicalBackups");
});
