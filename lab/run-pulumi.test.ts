/** Signals on their way to pulumi, which a script stands for; the real one is in tests/lifecycle/interrupts.test.ts. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-run-pulumi-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a script as pulumi in a process of its own, as `lab` does, and does `then` when it has said "ready". */
async function run(script: string, then: (child: ChildProcess) => Promise<void> | void = () => undefined) {
  writeFileSync(join(folder, "pulumi"), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  const program = `
    const { runPulumi } = require("./lab/run-pulumi");
    const { runMain } = require("./toolchain/user-error");
    runMain(async () => (await runPulumi(${JSON.stringify(join(folder, "pulumi"))}, ["up"], process.env, "terminal")).exitCode);
  `;
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", program], { cwd: resolve(__dirname, "..") });
  let output = "";
  child.stderr.on("data", (bytes: Buffer) => (output += bytes.toString()));
  child.stdout.on("data", (bytes: Buffer) => {
    output += bytes.toString();
    if (output === "ready\n") void then(child);
  });
  const code = await new Promise((done) => child.once("close", done));
  return { code, output };
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** Ends a while after the first signal, and says how many came. */
const ORDERLY = `
  let signals = 0;
  process.on("SIGINT", () => signals++ || setTimeout(() => { console.log(signals); process.exit(1); }, 400));
  setTimeout(() => undefined, 60_000);
  console.log("ready");`;

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s reaches it as one SIGINT, and its end is awaited; the run exits %i", async (signal, code) => {
  expect(await run(ORDERLY, (child) => void child.kill(signal))).toEqual({
    code,
    output: `ready\n1\nerror: pulumi up was interrupted by ${signal}; run it again to carry on\n`,
  });
});

it("the same Ctrl-C by way of the terminal and of npm counts once", async () => {
  const { output } = await run(ORDERLY, async (child) => {
    child.kill("SIGINT");
    await pause(100);
    child.kill("SIGINT");
  });
  expect(output).toContain("ready\n1\n");
});

it("a Ctrl-C that pulumi has read itself counts too", async () => {
  expect((await run("process.exit(8)")).code).toBe(130);
});

it("gives back how it ended where no signal came", async () => {
  expect((await run("process.exit(5)")).code).toBe(5);
});
