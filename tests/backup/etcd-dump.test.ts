/**
 * That the cluster's etcd is backed up as the program declares it: the newest snapshot that lies where K3s lays them, with the server's token
 * and the keys of Secrets, by a pod that can read these files and nothing else of the server, into a bucket where nobody can read them; that a test
 * proves it by starting etcd of it and reading every Secret; and that a control plane comes back from what is kept, all of its own etcd lost.
 * A real API server, whose own encryption configuration it is, real etcd and its programs, the object store and the jobs are real processes.
 *
 * Not shown: K3s, which takes the snapshots by the clock and wraps etcd's restore; several servers; network policies, limits.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { DUMP as SOURCE } from "../../components/backup/etcd/dump-source";
import { labNodesOf } from "../../lab/inventory-nodes";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import type { S3Bucket } from "../support/s3-bucket";
import type { BackupUnderTest } from "./backup-under-test";
import { EtcdUnderBackup, NAMESPACE } from "./etcd-under-backup";
import { keptBackups, keptStamps } from "./kept-backup";

jest.setTimeout(TIMEOUT_MS);

const TEST = `${SOURCE}-test` as const;
const FACTS = { kind: "configmap", name: `${SOURCE}-backup`, key: "dump.json" } as const;

describeUnless(notInOwnNetwork(), "the cluster's etcd, which is dumped", () => {
  let etcd: EtcdUnderBackup;
  let backup: BackupUnderTest;
  let bucket: S3Bucket;
  /** What is kept, as it came back from there. */
  let tar: Buffer;

  beforeAll(async () => {
    etcd = await EtcdUnderBackup.start(SOURCE);
    ({ backup } = etcd);
    bucket = await backup.bucket();
  });
  afterAll(() => etcd?.dispose());

  const newest = async () => (await keptBackups(bucket, SOURCE)).at(-1)!;
  const secretNames = async () => {
    const names = await etcd.lab.kubectl.run(["get", "secrets", "--all-namespaces", "--output=name"]);
    return names.trim().split("\n");
  };

  it("isn't where K3s took no snapshot", async () => {
    expect(await backup.fails(SOURCE)).toContain("K3s took none");
    const old = await etcd.takeSnapshot(12 * 60 + 6);
    const error = await backup.fails(SOURCE);
    expect(error).toContain(old);
    expect(error).toContain("mostSnapshotAgeMinutes");
    expect(await keptStamps(bucket, SOURCE)).toEqual([]);
  });

  it("is, by the newest snapshot, though that is of half a day ago, where nobody can read it", async () => {
    const snapshot = await etcd.takeSnapshot(12 * 60);
    expect(await backup.succeeds(SOURCE)).toMatchObject({ result: "done" });
    const { key, stamp, manifest } = await newest();
    const seconds = Number(snapshot.split("-").at(-1));
    expect(stamp).toBe(new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, ""));
    expect(manifest).toMatchObject({ source: SOURCE, file: "etcd.tar", facts: { snapshot } });
    const content = await bucket.get(key);
    expect(content.startsWith("age-encryption.org/v1\n")).toBe(true);
    const clear = [etcd.token, createHash("sha256").update(`${etcd.token}\n`).digest("hex"), "aescbc"];
    expect(clear.filter((text) => content.includes(text) || JSON.stringify(manifest).includes(text))).toEqual([]);
  });

  it("isn't kept twice of one snapshot", async () => {
    const before = await keptBackups(bucket, SOURCE);
    expect(await backup.succeeds(SOURCE)).toMatchObject({ result: "done", alreadyKept: true });
    expect(await keptBackups(bucket, SOURCE)).toEqual(before);
  });

  it("is proven by its test, which reads every Secret", async () => {
    const outcome = await backup.succeeds(TEST);
    expect(outcome).toMatchObject({ result: "done", secrets: (await secretNames()).length });
    expect(outcome.keys).toBeGreaterThan(150);
  });

  it("is another cluster's to a test that looks for this one", async () => {
    const another = (text: string) =>
      JSON.stringify({ ...(JSON.parse(text) as object), clusterIdentity: "00000000-0000-4000-8000-000000000000" });
    const error = await backup.files.whileChanged(FACTS, another, () => backup.fails(TEST));
    expect(error).toContain("clusterIdentity");
  });

  it("can be looked at beside what is live", async () => {
    await etcd.commands.withCopy(SOURCE, async ({ said, look, inside }) => {
      expect(said).toContain("is restored in a pod of its own");
      expect((await inside(...look)).stdout).toContain("/registry/namespaces/kube-system");
      tar = Buffer.from((await inside("base64", "/dump/etcd.tar")).stdout, "base64");
    });
  });

  it("isn't proven with other keys than those of its Secrets", async () => {
    const file = etcd.serverFile("encryption-config.yaml");
    const config = readFileSync(file, "utf8");
    const other = Buffer.alloc(32, 7).toString("base64");
    writeFileSync(file, config.replace(/"secret": "[^"]+"/g, `"secret": "${other}"`));
    try {
      await etcd.takeSnapshot();
      await backup.succeeds(SOURCE);
    } finally {
      writeFileSync(file, config);
    }
    const error = await backup.fails(TEST);
    expect(error).toMatch(/\/registry\/secrets\/\S+/);
    expect(error).not.toContain(other);
  });

  it("isn't proven with another cluster's token", async () => {
    const file = etcd.serverFile("token");
    const token = readFileSync(file, "utf8");
    writeFileSync(file, token.replace(/:[0-9a-f]+\n$/, `:${"0".repeat(32)}\n`));
    try {
      await etcd.takeSnapshot();
      await backup.succeeds(SOURCE);
    } finally {
      writeFileSync(file, token);
    }
    expect(await backup.fails(TEST)).toContain("token");
  });

  it.each([
    ["a token", "token"],
    ["an encryption configuration", "encryption-config.yaml"],
  ] as const)("isn't kept without %s", async (_what, name) => {
    const file = etcd.serverFile(name);
    const content = readFileSync(file);
    await etcd.takeSnapshot();
    const before = await keptStamps(bucket, SOURCE);
    writeFileSync(file, "");
    try {
      expect(await backup.fails(SOURCE)).toContain(name);
    } finally {
      writeFileSync(file, content);
    }
    expect(await keptStamps(bucket, SOURCE)).toEqual(before);
  });

  it("isn't kept of a snapshot that was cut off", async () => {
    const snapshot = etcd.serverFile(`db/snapshots/${await etcd.takeSnapshot()}`);
    truncateSync(snapshot, readFileSync(snapshot).length - 5000);
    const before = await keptStamps(bucket, SOURCE);
    expect(await backup.fails(SOURCE)).toContain("cut off");
    expect(await keptStamps(bucket, SOURCE)).toEqual(before);
    rmSync(snapshot);
  });

  it("brings a control plane back all of whose own etcd is lost, with Secrets that can be read", async () => {
    const { kubectl, lab, restart } = etcd.lab;
    const template = "{range .items[*]}{.metadata.namespace} {.metadata.name} {.data}{'\\n'}{end}";
    const secrets = () => kubectl.run(["get", "secrets", "--all-namespaces", `--output=jsonpath=${template}`]);
    const before = await secrets();
    await etcd.endPods();
    await etcd.snapshots.loseAll();
    rmSync(etcd.encryptionConfig);

    const folder = join(lab.folder, "restored");
    mkdirSync(folder);
    execFileSync("tar", ["--extract", "--directory", folder], { input: tar });
    expect(readFileSync(join(folder, "token"), "utf8")).toContain(etcd.token);
    copyFileSync(join(folder, "encryption-config.yaml"), etcd.encryptionConfig);
    const [snapshot, ...others] = readdirSync(join(folder, "db/snapshots"));
    expect(others).toEqual([]);
    await etcd.snapshots.restore(join(folder, "db/snapshots", snapshot!));
    await restart(labNodesOf());
    expect(await secrets()).toBe(before);
    expect(before).toContain(`${NAMESPACE} hosts-backup-identity`);
  });
});
