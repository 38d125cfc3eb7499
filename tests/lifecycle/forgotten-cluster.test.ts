/**
 * That a stack whose cluster is gone is deployed to another one as docs/runbooks/complete-loss.md has it: refused as long as its state
 * has the objects of the lost cluster, which it is made to forget once that answers no more; then made anew with every password, key and
 * certificate that it had, without anything that would write to the database before it has its data, and with it at last. A real engine
 * and real API servers; pods are played. How data come back is in tests/backup/complete-loss.test.ts
 * and repository-copies.test.ts.
 */
import { randomBytes } from "node:crypto";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { WITH_POLICIES } from "../../lab/deploy";
import { type LabStack, stateFolder } from "../../lab/lab-stack";
import { outputOf, ownedObjects, refusalOf } from "../support/deployed";
import { exited } from "../support/exited";
import { FOREIGN_STORE } from "../support/foreign-store";
import { startTestLab, type TestLab } from "../support/test-lab";
import { checkoutOnLab, type LabCheckout } from "./lab-checkout";

jest.setTimeout(1_800_000);

const UP = ["up", "--yes", "--skip-preview"];
/** Without what writes to the database; and without policies, which would judge what is left out, of which the engine tells them nothing. */
const WITHOUT_SERVICES = ["--exclude", "**$kubernetes:apps/v1:Deployment::**", "--exclude-dependents"];
/** And without the database, whose repository is brought back before it begins from that. */
const WITHOUT_DATABASE = ["--exclude", "**::postgres-statefulset", ...WITHOUT_SERVICES];
const IN_NAMESPACE = "--namespace=backend-mainnet";

const KEY = randomBytes(16).toString("hex");

/** A lab's stack, whose backups are copied off-site: without that, nothing of a lost cluster comes back. */
async function stackOn(lab: TestLab): Promise<LabStack> {
  const offSite = {
    folder: "copies",
    keepDays: 365,
    s3: { bucket: "gx-off-site", ...FOREIGN_STORE, secretAccessKey: undefined },
  };
  const stack = await lab.stack("mainnet", { backup: { repository: { bucket: "dumps" }, offSite } });
  const set = ["config", "set", "--secret", "--path", "gx:backup.offSite.s3.secretAccessKey", KEY];
  const { exitCode, output } = await stack.state(set);
  expect([exitCode, output]).toEqual([0, output]);
  return stack;
}

/** The contents of all Secrets that a lab's backend has, by name. */
async function secrets({ kubectl }: TestLab): Promise<ReadonlyMap<string, object>> {
  const { items } = await kubectl.get<{
    readonly items: readonly { readonly metadata: { readonly name: string }; readonly data: object }[];
  }>("secrets", IN_NAMESPACE);
  return new Map(items.map(({ metadata, data }) => [metadata.name, data]));
}

let before: TestLab | undefined;
let lost: ReadonlyMap<string, object>;
let test: TestLab;
let checkout: LabCheckout;

beforeAll(async () => {
  before = await startTestLab("lost-cluster");
  test = await startTestLab("forgotten-cluster");
  await outputOf(await stackOn(before), UP);
  lost = await secrets(before);
  const [from, to] = [before.lab.folder, test.lab.folder];
  cpSync(stateFolder({ folder: from }), stateFolder({ folder: to }), { recursive: true });
  for (const kept of ["passphrase", "stacks"]) cpSync(path.join(from, kept), path.join(to, kept), { recursive: true });
  checkout = await checkoutOnLab(test, "mainnet");
});
afterAll(async () => {
  await before?.dispose();
  await test?.dispose();
});

/** What the command prints, which must have ended with that code and without a trace of our code. */
async function forgetCluster(expected: number, ...more: readonly string[]): Promise<string> {
  const words = ["toolchain/bootstrap.mjs", "ops/cli.ts", "state", "forget-cluster", "--stack", "mainnet", ...more];
  const { code, all } = await checkout.run(process.execPath, words);
  exited(expected, code, all);
  expect(all).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
  return all;
}
/** The state, as its own file has it. */
const state = () => {
  const file = path.join(stateFolder(test.lab), ".pulumi", "stacks", "gx", "mainnet.json");
  return readFileSync(file, "utf8");
};
const keptFiles = () => readdirSync(checkout.folder).filter((name) => name.endsWith(".state.json"));

it("is refused while the state has the objects of the lost cluster, and touches neither", async () => {
  const stack = await stackOn(test);
  const owned = before!.lab.clusterIdentity;
  for (const command of [["preview"], UP]) {
    const output = await refusalOf(stack, command);
    expect(output).toContain(`the state of mainnet has its objects in cluster ${owned}`);
    expect(output).toContain("npm run ops -- state forget-cluster --stack mainnet");
    expect(output).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
  }
  expect(await ownedObjects(test.kubectl, "mainnet")).toEqual([]);
  expect(await secrets(before!)).toEqual(lost);
});

it("forgets no cluster that answers", async () => {
  const was = state();
  expect(await forgetCluster(2)).toContain(
    `cluster ${before!.lab.clusterIdentity} still answers, by context gx-lab of`,
  );
  expect([state(), keptFiles()]).toEqual([was, []]);
});

it("says what it would forget of one that is gone", async () => {
  await before?.dispose();
  const was = state();
  const said = await forgetCluster(0, "--dry-run");
  expect(said).toMatch(
    /would forget cluster \S+: \d{3} objects, and its provider\.\nStays as it is: \d+ RandomPassword\.\n/,
  );
  expect(said).toContain("see that its servers are off");
  expect([state(), keptFiles()]).toEqual([was, []]);
});

it("forgets it, once, and keeps the state as it was", async () => {
  expect(await forgetCluster(0)).toMatch(/forgot cluster/);
  const [kept = ""] = keptFiles();
  expect(readFileSync(path.join(checkout.folder, kept), "utf8")).toContain('"kubernetes:core/v1:Namespace"');
  expect(state()).not.toContain('"kubernetes:');
  expect(await forgetCluster(2)).toContain("the state of mainnet has no object of a cluster");
  const preview = await outputOf(await stackOn(test), ["preview", ...WITH_POLICIES]);
  expect(preview).toMatch(/\+ \d+ to create/);
  expect(preview).not.toMatch(/to (update|replace|delete)/);
});

const named = async (kind: string) => (await test.kubectl.run(["get", kind, IN_NAMESPACE, "--output=name"])).trim();

it("is made anew then, up to the database where its repository comes back first", async () => {
  await outputOf(await stackOn(test), [...UP, ...WITHOUT_DATABASE]);
  const made = await named("statefulsets");
  expect([made.includes("objectstore"), made.includes("postgres")]).toEqual([true, false]);
  expect(await named("jobs")).toBe("");
  // By which the repository comes back, with keys that write it.
  expect(await named("cronjobs")).toContain("cronjob.batch/backup-repository-off-site");
  expect(await named("secrets")).toContain("secret/backup-repository\n");
});

it("is made anew with the database, with every secret that it had, and without services", async () => {
  await outputOf(await stackOn(test), [...UP, ...WITHOUT_SERVICES]);
  expect(lost.size).toBeGreaterThan(0);
  expect(await secrets(test)).toEqual(lost);
  expect(await named("statefulsets")).toContain("postgres");
  expect(await named("deployments")).toBe("");
});

it("has the job run again that gives privileges, still without services", async () => {
  const selector = "--selector=app.kubernetes.io/name=postgres-reconcile";
  await test.kubectl.run(["delete", "job", IN_NAMESPACE, selector]);
  await outputOf(await stackOn(test), [...UP, "--refresh", ...WITHOUT_SERVICES]);
  expect(await named("jobs")).toContain("postgres-reconcile");
  expect(await named("deployments")).toBe("");
});

it("has its services at last, and nothing is left to do", async () => {
  const stack = await stackOn(test);
  await outputOf(stack, [...UP, ...WITH_POLICIES]);
  expect(await named("deployments")).toContain("svc-admin");
  expect(await secrets(test)).toEqual(lost);
  await outputOf(stack, ["preview", "--expect-no-changes"]);
});
