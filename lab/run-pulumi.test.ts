/** Signals on their way to pulumi, which a script stands for; the real one is in tests/lifecycle/interrupts.test.ts. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";

import { exited } from "../tests/support/exited";
import { until } from "../tests/support/until";
import { runPulumi } from "./run-pulumi";

jest.setTimeout(300_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-run-pulumi-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What pulumi has said so far. */
const log = () => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "");
const pulumi = () => join(folder, "pulumi");

function putPulumi(script: string): void {
  writeFileSync(pulumi(), `#!${process.execPath}\nprocess.chdir(${JSON.stringify(folder)});\n${script}\n`, {
    mode: 0o755,
  });
}

/** Says which signals come, and ends with 1 once it is let go, or the test is over: what it does in between, it finishes. */
const ORDERLY = `
  const { appendFileSync, existsSync } = require("node:fs");
  process.on("SIGINT", () => appendFileSync("log", "SIGINT\\n"));
  setInterval(() => (existsSync("let-go") || !existsSync("pulumi")) && setImmediate(() => { console.log("finished"); process.exit(1); }), 20);
  appendFileSync("log", "ready\\n");`;

/** Runs a script as pulumi in a process of its own, as `lab` does. */
async function run(script: string, meanwhile: (child: ChildProcess) => Promise<void> = () => Promise.resolve()) {
  putPulumi(script);
  const program = `
    const { runPulumi } = require("./lab/run-pulumi");
    const { runMain } = require("./toolchain/user-error");
    runMain(async () => (await runPulumi(${JSON.stringify(pulumi())}, ["up"], process.env, "terminal")).exitCode);
  `;
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", program], { cwd: resolve(__dirname, "..") });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const end = new Promise<number | null>((done) => child.once("close", done));
  await meanwhile(child);
  return { code: await end, output };
}

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s reaches it as one SIGINT, and its end is awaited; the run exits %i", async (signal, expected) => {
  const { code, output } = await run(ORDERLY, async (child) => {
    await until("pulumi is ready", () => log() === "ready\n" || log());
    child.kill(signal);
    await until("the signal has come", () => log() === "ready\nSIGINT\n" || log());
    writeFileSync(join(folder, "let-go"), "");
  });
  expect(exited(expected, code, output)).toBe(
    `finished\nerror: pulumi up was interrupted by ${signal}; run it again to carry on\n`,
  );
  expect(log()).toBe("ready\nSIGINT\n");
});

it.each([
  ["within a second counts once: it came by way of the terminal and of npm", 999, "ready\nSIGINT\n"],
  ["after a second is meant", 1_000, "ready\nSIGINT\nSIGINT\n"],
])("a Ctrl-C that comes again %s", async (_what, laterMs, expected) => {
  putPulumi(ORDERLY);
  const end = runPulumi(pulumi(), ["up"], process.env, "captured");
  await until("pulumi is ready", () => log() === "ready\n" || log());
  press(0);
  await until("the signal has come", () => log() === "ready\nSIGINT\n" || log());
  press(laterMs);
  await until("as many as are meant have come", () => log() === expected || log());
  writeFileSync(join(folder, "let-go"), "");
  await expect(end).rejects.toThrow("interrupted by SIGINT");
  expect(log()).toBe(expected);
});

it("a Ctrl-C that pulumi has read itself counts too", async () => {
  const { code, output } = await run("process.exit(8)");
  exited(130, code, output);
});

it("gives back how it ended where no signal came", async () => {
  const { code, output } = await run("process.exit(5)");
  exited(5, code, output);
});

/** A SIGINT to this process alone, which is what the test runner leaves of signals, at a time of the test's choice. */
function press(atMs: number): void {
  const now = jest.spyOn(Date, "now").mockReturnValue(atMs);
  process.emit("SIGINT", "SIGINT");
  now.mockRestore();
}
