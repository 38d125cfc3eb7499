/** What an environment has whose backups are copied off-site, and that one has nothing of it without. That copies work is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { deploy } from "../../stacks/deploy";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import { SYSTEMS } from "../../stacks/systems";
import { FOREIGN_STORE } from "../../tests/support/foreign-store";
import { openWays } from "../../tests/support/open-ways";
import { recordResources, type RecordedResource } from "../../tests/support/recorded-resources";
import { committedEnvironment, committedSettings } from "../../tests/support/stack-file";
import { COPIES_OFF_SITE_ANNOTATION } from "../shared/labels";
import { parseCronSchedule } from "../shared/cron-schedule";
import { OFF_SITE, STORE_SECRETS } from "./names";

const OFF_SITE_SETTINGS = {
  folder: "GX-Infrastructure-Backups/mainnet",
  keepDays: 90,
  s3: { bucket: "gx-off-site", ...FOREIGN_STORE },
};
/** By which the engine knows a secret. */
const SECRET_MARK = "4dabf18193072939515e22adb298388d";

interface CronJob {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly schedule: string;
    readonly jobTemplate: {
      readonly spec: { readonly template: { readonly spec: Readonly<Record<string, unknown>> } };
    };
  };
}

const isOfIt = ({ name }: RecordedResource) => name.startsWith(OFF_SITE);

describe("with a destination", () => {
  let resources: readonly RecordedResource[];
  let outputs: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    const settings = {
      ...committedSettings("mainnet"),
      backup: { repository: { bucket: "dumps" }, offSite: OFF_SITE_SETTINGS },
    };
    const environment = parseEnvironment("mainnet", settings, SERVERS, SYSTEMS, ["backup"]);
    const { result, resources: all } = await recordResources(() => deploy(environment, "kubeconfig.yaml"));
    resources = all;
    outputs = result.backup as Readonly<Record<string, unknown>>;
  });

  const inputsOf = (name: string) => {
    const found = resources.filter((resource) => resource.name === name);
    if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
    return found[0]!.inputs;
  };

  it("says whose backups it copies, and copies the database's within seven hours", () => {
    const { spec, metadata } = inputsOf(`${OFF_SITE}-cronjob`) as unknown as CronJob;
    const copied = metadata.annotations[COPIES_OFF_SITE_ANNOTATION]!.split(",");
    expect(copied).toEqual(["postgres-dump", "redis-dump", "objects-dump", "etcd-dump"]);
    const { spec: dump } = inputsOf("postgres-dump-cronjob") as unknown as CronJob;
    const [dumps, copies] = [dump.schedule, spec.schedule].map((schedule) => parseCronSchedule(schedule)!.minutes);
    // What is lost with all servers is what came since the dump that the last copying found.
    const oldest = copies!.map((minute, index) => {
      const found = Math.max(...dumps!.filter((taken) => taken < minute));
      return (copies![index + 1] ?? copies![0]! + 24 * 60) - found;
    });
    expect(Math.max(...oldest)).toBe(7 * 60);
  });

  it("runs in one container that has no identity", () => {
    const { spec } = inputsOf(`${OFF_SITE}-cronjob`) as unknown as CronJob;
    const { initContainers, containers, volumes } = spec.jobTemplate.spec.template.spec;
    expect(initContainers).toBeUndefined();
    expect(containers).toMatchObject([
      {
        name: "send",
        command: ["/opt/gx/send-off-site"],
        volumeMounts: [
          { name: "dump", mountPath: "/dump" },
          { name: "facts", mountPath: "/etc/backup", readOnly: true },
          { name: "store", mountPath: "/etc/rclone", readOnly: true },
          { name: "off-site", mountPath: "/etc/off-site", readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ]);
    expect(volumes).toMatchObject([
      { name: "dump", emptyDir: {} },
      { name: "facts", configMap: { name: OFF_SITE } },
      { name: "store", secret: { secretName: STORE_SECRETS.reader } },
      { name: "off-site", secret: { secretName: OFF_SITE } },
      { name: "tmp", emptyDir: {} },
    ]);
  });

  it("is told of every source, by public facts", () => {
    const { data } = inputsOf(`${OFF_SITE}-config-map`) as unknown as { data: Record<string, string> };
    const { timeoutSeconds, ...facts } = JSON.parse(data["off-site.json"]!) as Record<string, unknown>;
    const { sources } = outputs as { sources: object };
    expect(facts).toEqual({ sources: Object.keys(sources), keepDays: 90, leastKept: 4 });
    expect(timeoutSeconds).toBeGreaterThan(3600);
    expect(Object.keys(data)).toEqual(["off-site.json"]);
  });

  it("has its credentials in one Secret, which the engine keeps secret", () => {
    const marked = JSON.stringify(inputsOf(`${OFF_SITE}-secret`));
    expect(marked).toContain(SECRET_MARK);
    const { value } = (inputsOf(`${OFF_SITE}-secret`) as unknown as { data: { value: Record<string, string> } }).data;
    const text = Buffer.from(value["rclone.conf"]!, "base64").toString();
    expect(text).toContain(OFF_SITE_SETTINGS.s3.secretAccessKey);
    const holders = resources.filter(({ inputs }) =>
      JSON.stringify(inputs).includes(OFF_SITE_SETTINGS.s3.secretAccessKey),
    );
    expect(holders).toEqual([]);
  });

  it("reads the bucket as somebody who may do nothing else there", () => {
    const { value } = (
      inputsOf(`${STORE_SECRETS.reader}-secret`) as unknown as { data: { value: Record<string, string> } }
    ).data;
    const text = Buffer.from(value["rclone.conf"]!, "base64").toString();
    expect(text).toContain("access_key_id = dumps.reader-1\n");
  });

  it("protects what the key follows from: without it no copy can be read", () => {
    expect(resources.find(({ name }) => name === `${OFF_SITE}-seed`)).toMatchObject({ protect: true });
  });

  it("reaches the store and the internet's port 443, and nothing else", () => {
    expect(openWays(resources, OFF_SITE)).toEqual({ inside: [7070], internet: [443] });
  });

  it("is told of in the outputs, without a secret", () => {
    expect(outputs.offSite).toEqual({
      where: "gx-off-site/GX-Infrastructure-Backups/mainnet at s3.example.org",
      schedule: "0 1,7,13,19 * * *",
      keepDays: 90,
      physicalBackups: "50 * * * *",
    });
  });
});

it("is not there in an environment that names no destination, which says so", async () => {
  const { result, resources } = await recordResources(() => deploy(committedEnvironment("mainnet"), "kubeconfig.yaml"));
  expect(resources.filter(isOfIt)).toEqual([]);
  expect(result.backup).toMatchObject({ offSite: "none: gx:backup.offSite names no destination" });
});
