/**
 * That mainnet's objects are dumped as the program declares it: all of them, by an account that can do nothing but list them, into a
 * bucket where nobody can read them; that a test proves the dump by itself alone; and that a namespace comes back from it, as the runbook
 * has it, with every Secret as it was. A real API server with what mainnet declares on it, but of the database, redis and the services no
 * pods; the jobs and the object store are real processes, the jobs on request. What goes wrong with what is kept is in kept-dumps.test.ts.
 *
 * Not shown: schedules, network policies, limits, volumes (claims come back empty), objects that nobody declared.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { DUMP as SOURCE } from "../../components/backup/objects/dump-source";
import { OBJECT_KINDS } from "../../components/backup/objects/kinds";
import { apply, TIMEOUT_MS } from "../support/bare-lab";
import type { DeclaredObject } from "../support/declared-objects";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import type { BackupUnderTest } from "./backup-under-test";
import { keptBackups, keptStamps } from "./kept-backup";
import { NAMESPACE, NAMESPACES, ObjectsUnderBackup, type Secrets } from "./objects-under-backup";

jest.setTimeout(TIMEOUT_MS);

const TEST = `${SOURCE}-test` as const;
/** Deleting a namespace waits for its pods, which have half a minute to end. */
const NAMESPACE_SECONDS = 300;

interface Facts {
  readonly objects: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly sha256: Readonly<Record<string, string>>;
}
interface Role {
  readonly rules: readonly { readonly resources: readonly string[] }[];
}

describeUnless(notInOwnNetwork(), "the objects of an environment, which are dumped", () => {
  let objects: ObjectsUnderBackup;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;
  let kubectl: ObjectsUnderBackup["lab"]["kubectl"];

  beforeAll(async () => {
    objects = await ObjectsUnderBackup.start(SOURCE);
    ({ backup } = objects);
    ({ kubectl } = objects.lab);
    bucket = await backup.bucket();
  });
  afterAll(() => objects?.dispose());

  const newest = async () => (await keptBackups(bucket, SOURCE)).at(-1)!;
  const factsOfNewest = async () => (await newest()).manifest.facts as unknown as Facts;

  it("are dumped, all of each kind, and told of by how many they are", async () => {
    expect(await backup.succeeds(SOURCE)).toMatchObject({ result: "done" });
    const { objects: told } = await factsOfNewest();
    expect(Object.keys(told).sort()).toEqual([...NAMESPACES].sort());
    for (const namespace of NAMESPACES) {
      for (const { kind, resource, apiVersion } of OBJECT_KINDS) {
        const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
        const names = await kubectl.run(["get", `${resource}${group}`, `--namespace=${namespace}`, "--output=name"]);
        const live = names.split("\n").filter((name) => name !== "" && name !== "configmap/kube-root-ca.crt");
        expect([namespace, kind, told[namespace]![kind] ?? 0]).toEqual([namespace, kind, live.length]);
      }
    }
    expect(told[NAMESPACE]!.Secret).toBeGreaterThan(10);
  });

  it("are kept where nobody can read them", async () => {
    const { key, manifest } = await newest();
    expect(manifest).toMatchObject({ source: SOURCE, file: "objects.json.gz" });
    const [content, told] = [await bucket.get(key), JSON.stringify(manifest)];
    expect(content.startsWith("age-encryption.org/v1\n")).toBe(true);
    const values = Object.values(await objects.secrets(NAMESPACE)).flatMap((data) => Object.values(data ?? {}));
    const clear = values.map((value) => Buffer.from(value, "base64").toString("utf8"));
    // Shorter ones, such as a bucket's name, are in it by chance or by right.
    const long = [...values, ...clear].filter((value) => value.length > 12);
    expect(long.length).toBeGreaterThan(20);
    expect(long.filter((value) => content.includes(value) || told.includes(value))).toEqual([]);
  });

  it("are proven by their test", async () => {
    const outcome = await backup.succeeds(TEST);
    expect(outcome).toMatchObject({ result: "done", objects: expect.any(Number) });
    expect(outcome.needed).toBeGreaterThan(50);
  });

  it("are not proven from a file that is cut off, which is named", async () => {
    const said = await objects.commands.withCopy(SOURCE, async ({ inside }) => {
      expect(await inside("/opt/gx/prove-objects")).toMatchObject({ exitCode: 0 });
      expect(await inside("truncate", "--size=-100", "/dump/objects.json.gz")).toMatchObject({ exitCode: 0 });
      return inside("/opt/gx/prove-objects");
    });
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toContain("/dump/objects.json.gz: cut off or spoilt");
  });

  it("are not dumped in part: what may not be listed is named, and nothing is kept", async () => {
    const before = await bucket.keys();
    const fabric = "--namespace=fabric";
    const { rules } = await kubectl.get<Role>("role", SOURCE, fabric);
    const become = (value: Role["rules"]) =>
      kubectl.run(["patch", "role", SOURCE, fabric, "--type=merge", `--patch=${JSON.stringify({ rules: value })}`]);
    const others = (resources: readonly string[]) => resources.filter((resource) => resource !== "secrets");
    await become(rules.map((rule) => ({ ...rule, resources: others(rule.resources) })));
    try {
      await objects.mayListSecrets("fabric", "no");
      expect(await backup.fails(SOURCE)).toMatch(/^list Secret in fabric: .*403/);
    } finally {
      await become(rules);
    }
    expect(await bucket.keys()).toEqual(before);
    await objects.mayListSecrets("fabric", "yes");
    await backup.succeeds(SOURCE);
  });

  it("are dumped by an account that lists them, and does nothing else", async () => {
    await objects.mayListSecrets(NAMESPACE, "yes");
    await objects.mayListSecrets("kube-system", "no");
    for (const verb of ["get", "watch", "create", "update", "patch", "delete"]) {
      const answer = await objects.asDumper("can-i", verb, "secrets", `--namespace=${NAMESPACE}`);
      expect([verb, answer]).toEqual([verb, "no"]);
    }
    expect(await objects.asDumper("can-i", "create", "pods/exec", `--namespace=${NAMESPACE}`)).toBe("no");
  });

  describe("a Secret that is gone", () => {
    const LOST = "redis-dump";
    let dumped: string;
    let before: Secrets[string];

    beforeAll(async () => {
      dumped = await objects.dumped();
      before = (await objects.secrets(NAMESPACE))[LOST];
      await kubectl.run(["delete", "secret", LOST, `--namespace=${NAMESPACE}`]);
    });

    it("has the proof of the next dump fail, which says what needs it", async () => {
      await backup.succeeds(SOURCE);
      expect(await backup.fails(TEST)).toContain(
        `CronJob ${NAMESPACE}/redis-dump, volume password: there is no Secret ${LOST}`,
      );
    });

    it("is had back from an earlier one", async () => {
      const { items } = JSON.parse(dumped) as { readonly items: readonly DeclaredObject[] };
      await apply(kubectl, ...items.filter(({ kind, metadata }) => kind === "Secret" && metadata.name === LOST));
      expect(before).toBeDefined();
      expect((await objects.secrets(NAMESPACE))[LOST]).toEqual(before);
      await backup.succeeds(SOURCE);
      await backup.succeeds(TEST);
    });
  });

  it("come back where their namespace was deleted: the same Secrets, and what is dumped then is the same", async () => {
    const [secrets, facts] = [await objects.secrets(NAMESPACE), await factsOfNewest()];
    const dumped = await objects.dumped();
    await kubectl.run(["delete", "namespace", NAMESPACE, "--wait=true"], "", NAMESPACE_SECONDS);
    await kubectl.run(["apply", "--server-side", "--force-conflicts", "--filename=-"], dumped);
    expect(await objects.secrets(NAMESPACE)).toEqual(secrets);
    await backup.store.isReady();
    // The store has a new volume: what was in the old one is a matter of its copies.
    bucket = await backup.bucket();
    expect(await keptStamps(bucket, SOURCE)).toEqual([]);
    await backup.succeeds(SOURCE);
    await backup.succeeds(TEST);
    expect(await factsOfNewest()).toMatchObject({ objects: facts.objects, sha256: facts.sha256 });
  });
});
