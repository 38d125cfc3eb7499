/**
 * `npm test` as a process: what it says while tests run, and how it ends when it is interrupted. It runs a quick tier
 * here; that the labs of interrupted tests go with it is shown with the sweep, on folders that only look like a lab's; with a
 * real lab, whose tests were killed, in tests/lifecycle/killed-tests.test.ts.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { expect, it, jest } from "@jest/globals";

import { silent } from "../../toolchain/progress";
import { exited } from "../support/exited";
import { runNode } from "../support/run-node";
import { sweepTestLabs } from "../support/test-labs-folder";
import { until } from "../support/until";

jest.setTimeout(600_000);

const CHECKOUT = resolve(__dirname, "../..");

it("SIGINT ends the tests with it, with exit code 130", async () => {
  const run = spawn(process.execPath, ["toolchain/bootstrap.mjs", "tests/run.ts", "golden"], { cwd: CHECKOUT });
  let output = "";
  for (const stream of [run.stdout, run.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const end = new Promise<number | null>((done) => run.once("close", done));
  let running: string[] = [];
  await until("tests run", () => {
    if ((run.exitCode ?? run.signalCode) !== null) throw new Error(`ended before its tests ran:\n${output}`);
    running = childrenOf(run.pid).filter((pid) => commandLine(pid).includes("jest.js"));
    return running.length > 0 || output;
  });
  run.kill("SIGINT");
  expect(exited(130, await end, output)).toContain("error: interrupted by SIGINT");
  expect(running.map(commandLine)).toEqual([""]);
});

it("an option that there isn't is named in one line", async () => {
  const { code, output } = await runNode(["toolchain/bootstrap.mjs", "tests/run.ts", "--quick"]);
  expect(exited(1, code, output)).toBe("error: Unknown option '--quick'; --help lists the options");
});

it("each test is named while it runs, beside jest's own output", async () => {
  const running: string[] = [];
  const { output } = await runNode(
    [
      ...["node_modules/jest/bin/jest.js", "--selectProjects", "unit", "--runInBand", "lab/layout.test.ts"],
      ...["--reporters=default", "--reporters=./tests/support/progress-reporter.cjs"],
    ],
    (line) => {
      if (line.startsWith("@running ")) running.push(line);
      return !line.startsWith("@running ");
    },
  );
  expect(output).toContain("PASS unit lab/layout.test.ts");
  expect(output).not.toContain("@running");
  expect(running[0]).toBe("@running lab/layout.test.ts");
  expect(running[1]).toMatch(/^@running lab\/layout\.test\.ts: \w+/);
});

it("labs of test processes that have ended are deleted, those of running ones stay, also by several runs at once", async () => {
  const root = mkdtempSync(join(tmpdir(), "gx-test-labs-"));
  const alive = `${process.pid}-${startTime()}`;
  for (const owner of ["4194304-1", "4194304-2", alive]) {
    mkdirSync(join(root, owner, "some-lab"), { recursive: true });
    writeFileSync(join(root, owner, "some-lab", "remnant"), "");
  }
  try {
    await Promise.all([1, 2, 3].map(() => sweepTestLabs(silent, root)));
    expect(readdirSync(root)).toEqual([alive]);
    expect(existsSync(join(root, alive, "some-lab", "remnant"))).toBe(true);
  } finally {
    rmSync(root, { recursive: true });
  }
});

/** The pids of a process's children. */
function childrenOf(pid = NaN): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
}

/** A process's command line; "" where it has ended. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Field 22 of proc_pid_stat(5), by other means than the program's. */
function startTime(): string {
  return execFileSync("cut", ["-d", " ", "-f", "22", `/proc/${process.pid}/stat`])
    .toString()
    .trim();
}
