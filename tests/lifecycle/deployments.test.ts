/**
 * Deployments that get in each other's way, that are cancelled, killed or of an old run, by the scripts that the workflows run, on the
 * real engine: each ends in a known state, with a message that names the next step, and that step is taken. The program has no cluster,
 * but a command that goes on until the test lets it go. Doesn't show GitHub's runner: it sends the same signal to the same process.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { labLayout } from "../../lab/layout";
import type { Ports } from "../../lab/ports";
import { newState, writeState } from "../../lab/state";
import { ensureToolchain, PULUMI_TOOLS } from "../../toolchain";
import { silent } from "../../toolchain/progress";
import { exited } from "../support/exited";
import { until } from "../support/until";
import { copyCheckout, type Ended, run } from "./lab-checkout";

const TIMEOUT_MS = 1_800_000;
const STACK = "testnet";
const PROGRAM = `
import * as command from "@pulumi/command";

/** One command that goes on until a file is there, or its folder is gone. */
export = async () => {
  new command.local.Command("slow", { create: 'while [ -d "$GX_FOLDER" ] && [ ! -e "$GX_FOLDER/let-go" ]; do sleep 0.1; done' });
  return {};
};
`;

let folder: string;
let checkout: string;
let env: NodeJS.ProcessEnv;
let pulumi: (...args: readonly string[]) => Promise<Ended>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gx-deployments-"));
  checkout = join(folder, "checkout");
  copyCheckout(checkout);
  writeFileSync(join(checkout, "index.ts"), PROGRAM);
  writeFileSync(join(checkout, `Pulumi.${STACK}.yaml`), stringify({ config: clusterOfLab() }));
  writeFileSync(join(folder, "passphrase"), randomBytes(24).toString("base64url"), { mode: 0o600 });
  mkdirSync(join(folder, "state"));
  const tools = await ensureToolchain(PULUMI_TOOLS, silent);
  env = {
    ...{ ...process.env, ...tools.env },
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase"),
    GX_FOLDER: folder,
  };
  pulumi = (...args) => run(checkout, tools.path("pulumi"), [...args, "--stack", STACK], env);
  const { code, all } = await run(checkout, tools.path("pulumi"), ["stack", "init", STACK, "--no-select"], env);
  exited(0, code, all);
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names a lab without a cluster, because official plugins can't be had everywhere, and only a lab's stack may do with a stand-in. */
function clusterOfLab(): Record<string, string> {
  const lab = labLayout(folder, "lab");
  const clusterIdentity = randomUUID();
  mkdirSync(lab.folder);
  writeState(lab, { ...newState([], {} as Ports, "kubectl"), clusterIdentity });
  return { "gx:kubeconfig": lab.kubeconfigPath, "gx:clusterIdentity": clusterIdentity };
}

const letGo = () => writeFileSync(join(folder, "let-go"), "");
const script = (name: string, ...options: readonly string[]) =>
  run(checkout, process.execPath, ["toolchain/bootstrap.mjs", `ops/${name}.ts`, "--stack", STACK, ...options], env);
const locksFolder = () => join(folder, "state/.pulumi/locks/organization/gx", STACK);
const locks = () => readdirSync(locksFolder()).filter((name) => name.endsWith(".json"));

interface Deployment {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

/** A deployment as the workflow's step runs it: GitHub's runner has bash read a script. Returns once it is under way. */
async function heldUp(): Promise<Deployment> {
  const command = `exec node toolchain/bootstrap.mjs ops/deploy.ts --stack ${STACK}`;
  const child = spawn("bash", ["-e", "-c", command], { cwd: checkout, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const exit = new Promise<number | null>((done) => child.once("close", done));
  await until("the command to be under way", async () => {
    if ((child.exitCode ?? child.signalCode) !== null) throw new Error(`the deployment ended:\n${output}`);
    return (await pulumi("stack", "export")).stdout.includes("pending_operations") || "nothing is under way";
  });
  expect(locks()).toHaveLength(1);
  return { process: child, output: () => output, exit };
}

it(
  "beside one, another and a comparison say so and change nothing; cancelled, it records what it did and gives its lock back",
  async () => {
    const deployment = await heldUp();

    const second = await script("deploy");
    exited(2, second.code, second.all);
    expect(second.all).toContain(
      "An update of testnet was left with this under way:\n  creating command:local:Command::slow\n",
    );
    expect(second.all).toContain("the stack is currently locked by 1 lock(s)");
    expect(second.all).toContain("If it is still running, wait for it, then deploy again.");

    const drift = await script("drift");
    exited(2, drift.code, drift.all);
    expect(drift.stdout).toMatch(/an update of testnet is under way, or was killed and left this under way: creating /);

    deployment.process.kill("SIGINT");
    exited(130, await deployment.exit, deployment.output());
    expect(deployment.output()).toContain("pulumi up was interrupted by SIGINT. What it had done is recorded");
    expect(locks()).toEqual([]);
  },
  TIMEOUT_MS,
);

it(
  "killed with its lock held, the next one names the way out, and after that does what is left to do",
  async () => {
    const deployment = await heldUp();
    const lock = readFileSync(join(locksFolder(), String(locks()[0])), "utf8");
    for (const pid of [deployment.process.pid, (JSON.parse(lock) as { pid: number }).pid])
      process.kill(pid ?? NaN, "SIGKILL");
    letGo();
    await deployment.exit;

    const refused = await script("deploy");
    exited(2, refused.code, refused.all);
    expect(refused.all).toContain(`If it was killed: pulumi cancel --stack ${STACK}, then deploy again.`);

    const cancelled = await pulumi("cancel", "--yes");
    exited(0, cancelled.code, cancelled.all);
    const next = await script("deploy");
    expect(exited(0, next.code, next.all)).toContain("this deployment does what is left to do");
    expect((await pulumi("stack", "export")).stdout).not.toContain("pending_operations");
  },
  TIMEOUT_MS,
);

it(
  "an old run that is run again is refused; the revision deployed last can be deployed again, and changes nothing",
  async () => {
    letGo();
    const byHand = await pulumi("up", "--yes", "--skip-preview");
    exited(0, byHand.code, byHand.all);
    const [older, newer] = await twoRevisions();

    const unknown = await script("deploy");
    exited(2, unknown.code, unknown.all);
    expect(unknown.all).toContain("the last update of testnet was run outside of a git checkout");
    const newest = await script("deploy", "--after", "unrecorded");
    exited(0, newest.code, newest.all);

    await git("checkout", "--quiet", older);
    const again = await script("deploy");
    exited(2, again.code, again.all);
    expect(again.all).toContain(`what is checked out doesn't contain revision ${newer}`);
    expect(again.all).toContain("rerun the newest deployment");

    await git("checkout", "--quiet", newer);
    const newestAgain = await script("deploy");
    exited(0, newestAgain.code, newestAgain.all);
    expect(newestAgain.all).toMatch(/Resources:\s+\d+ unchanged/);
  },
  TIMEOUT_MS,
);

/** Makes a repository of the checkout, with two commits of which the newer is checked out. */
async function twoRevisions(): Promise<readonly [older: string, newer: string]> {
  await git("init", "--quiet");
  await git("add", "index.ts", "ops/allowances.yaml");
  const revisions = [];
  for (const subject of ["Older", "Newer"]) {
    const author = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"];
    await git(...author, "commit", "--quiet", "--allow-empty", "--message", subject);
    revisions.push((await git("rev-parse", "HEAD")).trim());
  }
  return revisions as [string, string];
}

async function git(...args: readonly string[]): Promise<string> {
  const { code, stdout, all } = await run(checkout, "git", args, env);
  exited(0, code, all);
  return stdout;
}
