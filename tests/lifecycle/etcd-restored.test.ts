/**
 * That a cluster all of whose etcd is lost comes back from a snapshot as docs/runbooks/etcd-restore.md has it, on which mainnet is deployed: with
 * all that it had then, Secrets too, which nobody can read in the snapshot itself; and what was deployed since is shown as drift and put
 * back. Real etcd, API server and engine, and etcd's own programs for snapshots.
 *
 * Not shown: K3s, which wraps all of them; several members; pods, which are played; servers without the encryption configuration, whose
 * API server never gets ready.
 */
import { existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { labNodesOf } from "../../lab/inventory-nodes";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { EtcdSnapshots } from "../support/etcd-snapshots";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";
import { checkoutOnLab, type LabCheckout } from "./lab-checkout";

jest.setTimeout(1_800_000);

const IN_NAMESPACE = "--namespace=backend-mainnet";
const ADMIN = "deployment/svc-admin";
const LATER = "service/svc-admin";

let test: TestLab;
let checkout: LabCheckout;
let etcd: EtcdSnapshots;
let snapshot: string;
let secrets: string;

beforeAll(async () => {
  test = await startCopyOfDeployedLab("etcd-restored");
  checkout = await checkoutOnLab(test, "mainnet");
  etcd = await EtcdSnapshots.of(test);
  snapshot = path.join(test.lab.folder, "snapshot");
  secrets = await contents();
  // The cluster as it was before the last deployment, which scaled a service and made an object.
  await kubectl("scale", ADMIN, "--replicas=0");
  await kubectl("delete", LATER);
  await etcd.save(snapshot);
  await script("repair", 0);
  expect(await script("drift", 0)).toContain("Everything is as declared.");
  await kubectl("create", "configmap", "since");
});
afterAll(() => test?.dispose());

const kubectl = (...args: readonly string[]) => test.kubectl.run([IN_NAMESPACE, ...args]);
const contents = () =>
  kubectl("get", "secrets", "--output=jsonpath={range .items[*]}{.metadata.name} {.data}{'\\n'}{end}");
const restart = () => test.restart(labNodesOf());

/** What a script of `ops/` prints, which must have ended with that code. */
async function script(name: "drift" | "repair", expected: number): Promise<string> {
  const words = ["toolchain/bootstrap.mjs", `ops/${name}.ts`, "--stack", "mainnet"];
  const { code, stdout, all } = await checkout.run(process.execPath, words);
  exited(expected, code, all);
  return stdout;
}

it("a snapshot that was cut off is refused before it replaces anything", async () => {
  const cut = `${snapshot}.cut`;
  writeFileSync(cut, readFileSync(snapshot));
  truncateSync(cut, readFileSync(snapshot).length - 4096);
  await etcd.loseAll();
  await expect(etcd.restore(cut)).rejects.toThrow(/etcdutl snapshot restore/);
  expect(existsSync(path.join(test.lab.folder, "etcd"))).toBe(false);
});

it("all that there was comes back, the same cluster with Secrets that can be read, and nothing of what came since", async () => {
  await etcd.restore(snapshot);
  await restart();
  expect(await contents()).toBe(secrets);
  expect(await kubectl("get", "configmaps", "--output=name")).not.toContain("configmap/since");
  expect(await kubectl("get", "services", "--output=name")).not.toContain(LATER);
  expect(await test.kubectl.run(["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"])).toBe(
    test.lab.clusterIdentity,
  );
});

it("what was deployed since is shown as drift, and put back", async () => {
  const shown = await script("drift", 1);
  expect(shown).toContain("svc-admin");
  await script("repair", 0);
  expect(await script("drift", 0)).toContain("Everything is as declared.");
  expect(await kubectl("get", LATER, "--output=name")).toBe(`${LATER}\n`);
});

it("no Secret is readable in a snapshot: without the servers' encryption configuration it is worth nothing to anybody", async () => {
  const identity = await kubectl("get", "secret", "backup-identity", "--output=jsonpath={.data.identity}");
  const clear = Buffer.from(identity, "base64").toString();
  expect(clear).toMatch(/^AGE-SECRET-KEY-1\w{58}\n$/);
  const kept = readFileSync(snapshot);
  expect(kept.includes("/registry/secrets/backend-mainnet/backup-identity")).toBe(true);
  expect(kept.includes("k8s:enc:aescbc:v1:lab:")).toBe(true);
  for (const form of [clear.trim(), identity]) expect(kept.includes(form)).toBe(false);
});
