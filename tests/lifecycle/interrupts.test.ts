/**
 * `lab start` can be interrupted in the middle of a deployment, politely or not, and run again. The deployment is held up
 * by stopping what plays the nodes, so that its Deployments stay under way.
 *
 * Not shown: Ctrl-C at a terminal, where pulumi reads the key itself, and an interruption at every single moment.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";

import { layoutOf } from "../../lab/lab";
import { processFiles, runningProcess } from "../../lab/process";
import { waitUntil } from "../../lab/wait";
import { removeTestLabs, testLabsFolder } from "../support/test-labs-folder";

const NAME = "interrupts";
const CHECKOUT = resolve(__dirname, "../..");
/** What every process of a run has in its environment; a lab's own processes, which stay, have not. */
const MARK = "GX_INTERRUPT_TEST=1";
const DEADLINE_SECONDS = 240;

jest.setTimeout(2 * DEADLINE_SECONDS * 1000);

interface Run {
  readonly process: ChildProcess;
  output(): string;
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
    env: { ...process.env, GX_LABS_DIR: labsFolder, [MARK.split("=")[0] ?? ""]: "1" },
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
  process.kill(kwok?.pid ?? NaN, "SIGSTOP");
  await said(run, /apps\/v1:Deployment(Patch)? .*creating/);
  return run;
}

async function said(run: Run, text: RegExp): Promise<void> {
  await waitUntil(`"${String(text)}" to be said`, DEADLINE_SECONDS, () => {
    if (run.process.exitCode !== null) throw new Error(`ended before it said ${String(text)}:\n${run.output()}`);
    return run.output().search(text) >= 0 || run.output().slice(-200);
  });
}

/** The processes that runs have started and that still live: pid and command. */
function marked(): { pid: number; command: string }[] {
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
      return of("environ").includes(MARK) ? [{ pid: Number(pid), command: of("cmdline").join(" ") }] : [];
    });
}

function killMarked(): void {
  for (const { pid } of marked()) process.kill(pid, "SIGKILL");
}

/** A whole run succeeds, and its second preview has changed nothing, or it would not. */
async function succeeds(): Promise<string> {
  const run = start();
  expect({ exit: await run.exit, output: run.output() }).toMatchObject({ exit: 0 });
  expect(run.output()).toContain("a second preview, which must change nothing");
  return run.output();
}

it("SIGINT ends pulumi in order, then the run with code 130; the next one carries on", async () => {
  const run = await startAndHoldUp();
  run.process.kill("SIGINT");
  expect({ exit: await run.exit, output: run.output() }).toMatchObject({ exit: 130 });
  expect(run.output()).toContain("error: pulumi up was interrupted by SIGINT; run it again to carry on");
  await waitUntil(
    "every process of the run to end",
    5,
    () =>
      marked()
        .map(({ command }) => command)
        .join() || true,
  );
  const output = await succeeds();
  expect(output).not.toContain("was killed");
});

it("after SIGKILL of the run and of pulumi, the next one removes the lock and clears what was under way", async () => {
  const run = await startAndHoldUp();
  killMarked();
  await run.exit;
  const output = await succeeds();
  expect(output).toMatch(/process \d+, which deployed mainnet, was killed: its lock is removed/);
  expect(output).toMatch(/the last deployment was killed with \d+ operations under way/);
  expect(output.slice(output.indexOf("deploying"))).not.toContain("pending operations");
});

it("after SIGKILL of the run alone, the next one waits for pulumi, which carries on", async () => {
  const run = await startAndHoldUp();
  run.process.kill("SIGKILL");
  await new Promise((done) => run.process.once("exit", done));
  expect(await succeeds()).toMatch(/Wait for process \d+, which is deploying mainnet/);
});
