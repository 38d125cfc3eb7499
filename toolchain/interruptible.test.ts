/** A real process and real signals; the work is a stand-in for an installation. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it, jest } from "@jest/globals";
import { exited } from "../tests/support/exited";

jest.setTimeout(60_000);

const PROGRAM = `
  const { interruptible } = require(${JSON.stringify(join(__dirname, "interruptible.ts"))});
  interruptible(async (signal) => {
    const working = setInterval(() => undefined, 1000);
    await new Promise((resolve) => { signal.addEventListener("abort", resolve); console.log("working"); });
    clearInterval(working);
    await new Promise(setImmediate);
    console.log("cleaned up");
    signal.throwIfAborted();
  });
`;

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s lets the work clean up and then exits %i", async (signal, code) => {
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", PROGRAM], { cwd: join(__dirname, "..") });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (output === "working\n") child.kill(signal);
  });
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
  expect(exited(code, exit, output)).toBe(
    `working\ncleaned up\ninterrupted by ${signal}; nothing half-installed is left\n`,
  );
});
