/**
 * The entry of every npm script, in a checkout of a test's own, with a script in place of npm.
 * Does not prove that npm itself installs what package-lock.json names, nor what an old Node.js is told.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { putScript, write } from "./test-support";

jest.setTimeout(30_000);

const MODULES = resolve(__dirname, "../node_modules");

let checkout: string;
let bin: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "gx-bootstrap-"));
  bin = join(checkout, "bin");
  for (const file of ["bootstrap.mjs", "npm-packages.mjs", "store/file-lock.cjs"]) {
    cpSync(join(__dirname, file), join(checkout, "toolchain", file));
  }
  lockPackage("1.0.0");
  write(join(checkout, "hello.ts"), 'console.log("hello", process.argv.slice(2).join(" ") as string);\n');
  mkdirSync(bin);
  for (const command of ["rm", "mkdir", "sleep", "ln"]) symlinkSync(join("/bin", command), join(bin, command));
});
afterEach(() => rmSync(checkout, { recursive: true }));

function lockPackage(version: string): void {
  const packages = { "node_modules/some": { version, integrity: `sha512-${version}` } };
  write(join(checkout, "package-lock.json"), JSON.stringify({ packages }));
}

/** An npm that "installs" tsx, the one thing that the bootstrap itself needs. */
function putNpm({ seconds = 0, fails = false } = {}): void {
  putScript(
    join(bin, "npm"),
    `echo "$*" >> "${checkout}/npm.log"
rm -rf node_modules; mkdir node_modules; sleep ${seconds}
${fails ? "echo E404 no such package >&2; exit 1" : `ln -s "${MODULES}/tsx" node_modules/tsx`}`,
  );
}

function npmRuns(): string[] {
  const log = join(checkout, "npm.log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

function run(onStart: (child: ChildProcess) => void = () => undefined): Promise<Finished> {
  const child = spawn(process.execPath, ["toolchain/bootstrap.mjs", "hello.ts", "a", "b"], {
    cwd: checkout,
    env: { PATH: bin, HOME: checkout },
  });
  onStart(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}

it("a fresh clone gets its packages, then runs the script with its arguments; the next run installs nothing", async () => {
  putNpm();
  const first = await run();
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toMatch(/installing those of package-lock\.json.*\n.*installed in \d+ s\nhello a b\n$/);
  expect(await run()).toEqual({ code: 0, output: "hello a b\n" });
  expect(npmRuns()).toEqual(["ci --no-audit --no-fund --no-progress"]);
});

it("packages that somebody installed by hand are taken as they are", async () => {
  putNpm();
  await run();
  rmSync(join(checkout, "node_modules/.gx-installed"));
  cpSync(join(checkout, "package-lock.json"), join(checkout, "node_modules/.package-lock.json"));
  write(join(checkout, "node_modules/some/package.json"), "{}");
  expect(await run()).toEqual({ code: 0, output: "hello a b\n" });
  expect(npmRuns()).toHaveLength(1);
});

it("a changed package-lock.json is installed", async () => {
  putNpm();
  await run();
  lockPackage("1.0.1");
  expect((await run()).output).toContain("installing those of package-lock.json");
  expect(npmRuns()).toHaveLength(2);
});

it("of two runs at once one installs, and the other says that it waits", async () => {
  putNpm({ seconds: 1 });
  const both = await Promise.all([run(), run()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(npmRuns()).toHaveLength(1);
  expect(both.map(({ output }) => output).join("")).toMatch(/waiting for process \d+, which is installing them/);
});

it("an interrupted installation ends with 130, and the next run starts it over", async () => {
  putNpm({ seconds: 20 });
  const started = Date.now();
  const { code, output } = await run((child) => {
    const timer = setInterval(() => {
      if (npmRuns().length === 0) return;
      clearInterval(timer);
      child.kill("SIGINT");
    }, 50);
  });
  expect(output).toContain("error: interrupted by SIGINT while installing npm packages; the next run starts over");
  expect(code).toBe(130);
  expect(Date.now() - started).toBeLessThan(10_000);
  putNpm();
  expect(await run()).toMatchObject({ code: 0 });
  expect(npmRuns()).toHaveLength(2);
});

it("a failed installation is told in npm's own words, and the next run starts it over", async () => {
  putNpm({ fails: true });
  const { code, output } = await run();
  expect(output).toMatch(/error: npm ci in .* failed with code 1 after \d+ s:\nE404 no such package\n$/);
  expect(code).toBe(1);
  putNpm();
  expect(await run()).toMatchObject({ code: 0 });
});

it("where there is no npm, it is said where to get it", async () => {
  const { code, output } = await run();
  expect(output).toContain(
    "error: there is no npm on PATH; it comes with Node.js: install Node.js from https://nodejs.org/.",
  );
  expect(output).not.toContain("    at ");
  expect(code).toBe(1);
});

it("a script that does not exist is named", async () => {
  rmSync(join(checkout, "hello.ts"));
  expect(await run()).toEqual({ code: 1, output: `error: there is no script ${join(checkout, "hello.ts")}\n` });
});
