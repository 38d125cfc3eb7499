/** A real process and real signals; the work is a stand-in for an installation. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

const PROGRAM = `
  const { interruptible } = require(${JSON.stringify(join(__dirname, "interruptible.ts"))});
  interruptible(async (signal) => {
    await new Promise((resolve) => { signal.addEventListener("abort", resolve); setTimeout(resolve, 20000); console.log("working"); });
    await new Promise((resolve) => setTimeout(resolve, 100));
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
  expect(output).toBe(`working\ncleaned up\ninterrupted by ${signal}; nothing half-installed is left\n`);
  expect(exit).toBe(code);
});
