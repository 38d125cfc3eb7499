/**
 * `lab start` can be interrupted in the middle of a deployment, politely or not, and run again. The deployment is held up
 * by stopping what plays the nodes, so that its Deployments stay under way.
 *
 * Not shown: Ctrl-C at a terminal, where pulumi reads the key itself, and an interruption at every single moment.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";

import { layoutOf } from "../../lab/lab";
import { processFiles, runningProcess } from "../../lab/process";
import { waitUntil } from "../../lab/wait";
import { exited } from "../support/exited";
import { removeTestLabs, testLabsFolder } from "../support/test-labs-folder";

const NAME = "interrupts";
const CHECKOUT = resolve(__dirname, "../..");
/** For one thing that a run does: on a machine that does other things besides, many times the usual minute. */
const DEADLINE_SECONDS = 600;

jest.setTimeout(4 * DEADLINE_SECONDS * 1000);

interface Run {
  readonly process: ChildProcess;
  output(): string;
  /** Its exit code, once nobody holds its output open any more. */
  readonly exit: Promise<number | null>;
}

let labsFolder: string;
beforeEach(async () => {
  labsFolder = await testLabsFolder();
});
afterEach(() => {
  killMarked();
  return removeTestLabs(labsFolder, NAME);
});

function start(): Run {
  const child = spawn(process.execPath, ["toolchain/bootstrap.mjs", "lab/cli.ts", "start", "--name", NAME], {
    cwd: CHECKOUT,
    env: { ...process.env, GX_LABS_DIR: labsFolder },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const exit = new Promise<number | null>((done) => child.once("close", done));
  return { process: child, output: () => output, exit };
}

/** Starts, and returns once a deployment is under way and can't finish. */
async function startAndHoldUp(): Promise<Run> {
  const run = start();
  await said(run, /── mainnet: deploying/);
  const kwok = runningProcess(processFiles(layoutOf({ name: NAME, labsFolder }), "kwok"));
  if (!kwok) throw new Error(`nothing plays the nodes:\n${run.output()}`);
  process.kill(kwok.pid, "SIGSTOP");
  await said(run, /apps\/v1:Deployment(Patch)? .*creating/);
  return run;
}

async function said(run: Run, text: RegExp): Promise<void> {
  await waitUntil(`"${String(text)}" to be said`, DEADLINE_SECONDS, () => {
    if (run.output().search(text) >= 0) return true;
    if ((run.process.exitCode ?? run.process.signalCode) !== null)
      throw new Error(`ended before it said ${String(text)}:\n${run.output()}`);
    return run.output();
  });
}

interface Marked {
  readonly pid: number;
  readonly command: string;
}

/**
 * The processes that runs of this test have started and that still live. A lab's own, which stay, have an environment of
 * their own.
 */
function marked(): Marked[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const of = (file: string) => {
        try {
          return readFileSync(join("/proc", pid, file), "utf8").split("\0");
        } catch {
          return [];
        }
      };
      const isOurs = of("environ").includes(`GX_LABS_DIR=${labsFolder}`);
      return isOurs ? [{ pid: Number(pid), command: of("cmdline").join(" ") }] : [];
    });
}

/** As if the machine had killed them all at once: none lives to see another end and to put things in order. */
function killMarked(): void {
  for (let left = marked(); left.length > 0; left = marked()) {
    for (const name of ["SIGSTOP", "SIGKILL"] as const) left.forEach((each) => signal(each, name));
  }
}

function signal({ pid }: Marked, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The engine that a run has started. */
function engine(): Marked {
  const found = marked().find(({ command }) => basename(command.split(" ")[0] ?? "") === "pulumi");
  if (!found) throw new Error(`no pulumi among ${JSON.stringify(marked())}`);
  return found;
}

/** A whole run succeeds, and its second preview has changed nothing, or it would not. */
async function succeeds(run = start()): Promise<string> {
  const output = exited(0, await run.exit, run.output());
  expect(output).toContain("a second preview, which must change nothing");
  return output;
}

it("SIGINT ends pulumi in order, then the run with code 130; the next one carries on", async () => {
  const run = await startAndHoldUp();
  run.process.kill("SIGINT");
  exited(130, await run.exit, run.output());
  expect(run.output()).toContain("error: pulumi up was interrupted by SIGINT; run it again to carry on");
  const commands = () => marked().map(({ command }) => command);
  await waitUntil("every process of the run to end", DEADLINE_SECONDS, () => commands().join() || true);
  const output = await succeeds();
  expect(output).not.toContain("was killed");
});

it("after SIGKILL of the run and of pulumi, the next one removes the lock and clears what was under way", async () => {
  const run = await startAndHoldUp();
  killMarked();
  await run.exit;
  // One that the kill has cut short would keep every later run from reading the state: not seen by luck, so there are none.
  expect(readdirSync(labsFolder, { recursive: true }).filter((file) => String(file).endsWith(".attrs"))).toEqual([]);
  const output = await succeeds();
  expect(output).toMatch(/process \d+, which deployed mainnet, was killed: its lock is removed/);
  expect(output).toMatch(/the last deployment was killed with \d+ operations under way/);
  expect(output.slice(output.indexOf("deploying"))).not.toContain("pending operations");
});

it("after SIGKILL of the run alone, the next one waits for pulumi, which carries on", async () => {
  const run = await startAndHoldUp();
  const pulumi = engine();
  run.process.kill("SIGKILL");
  await new Promise((done) => run.process.once("exit", done));
  // Else it could have finished before the next run, which lets the deployment go on, comes to wait for it.
  signal(pulumi, "SIGSTOP");
  const next = start();
  await said(next, new RegExp(`Wait for process ${pulumi.pid}, which is deploying mainnet`));
  signal(pulumi, "SIGCONT");
  await succeeds(next);
});
