/**
 * `npm test` as a process: what it says while tests run, and how it ends when it is interrupted. It runs a quick tier
 * here; that the labs of interrupted tests go with it is shown with the sweep, on a folder that only looks like a lab's.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, it, jest } from "@jest/globals";

import { runNode } from "../support/run-node";
import { sweepTestLabs } from "../support/test-labs-folder";

jest.setTimeout(60_000);

const CHECKOUT = resolve(__dirname, "../..");
const TEST_LABS = join(CHECKOUT, ".lab/tests");

it("SIGINT ends the tests with it, with exit code 130", async () => {
  const child = spawn(process.execPath, ["toolchain/bootstrap.mjs", "tests/run.ts", "golden"], { cwd: CHECKOUT });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => {
      output += bytes.toString();
      if (output.endsWith("… golden tests\n")) setTimeout(() => child.kill("SIGINT"), 500);
    });
  }
  const code = await new Promise((done) => child.once("close", done));
  expect(output).toContain("error: interrupted by SIGINT");
  expect(code).toBe(130);
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

it("labs of test processes that have ended are deleted, those of running ones stay", async () => {
  const [dead, alive] = ["4194304-1", `${process.pid}-${startTime()}`].map((owner) =>
    join(TEST_LABS, owner, "some-lab"),
  );
  for (const folder of [dead, alive]) {
    mkdirSync(folder ?? "", { recursive: true });
    writeFileSync(join(folder ?? "", "remnant"), "");
  }
  try {
    await sweepTestLabs();
    expect([dead, alive].map((folder) => existsSync(folder ?? ""))).toEqual([false, true]);
  } finally {
    rmSync(alive ?? "", { recursive: true });
  }
});

/** Field 22 of proc_pid_stat(5), by other means than the program's. */
function startTime(): string {
  return execFileSync("cut", ["-d", " ", "-f", "22", `/proc/${process.pid}/stat`])
    .toString()
    .trim();
}
