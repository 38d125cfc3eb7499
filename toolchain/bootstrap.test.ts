/**
 * The entry of every npm script, in a checkout of a test's own, with a script in place of npm.
 * Does not prove that npm itself installs what package-lock.json names, nor what an old Node.js is told.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { exited } from "../tests/support/exited";
import { until } from "../tests/support/until";
import { putScript, write } from "./test-support";

jest.setTimeout(300_000);

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

/** An npm that "installs" tsx, the one thing that the bootstrap itself needs; with `gate`, once there is such a file. */
function putNpm({ gate = "/", fails = false } = {}): void {
  putScript(
    join(bin, "npm"),
    `echo "$*" >> "${checkout}/npm.log"
rm -rf node_modules; mkdir node_modules; while [ ! -e ${gate} ]; do sleep 0.05; done
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

interface Run {
  readonly process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  readonly end: Promise<Finished>;
}

function start(): Run {
  const child = spawn(process.execPath, ["toolchain/bootstrap.mjs", "hello.ts", "a", "b"], {
    cwd: checkout,
    env: { PATH: bin, HOME: checkout },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => (output += bytes.toString()));
  const end = new Promise<Finished>((done) => child.once("close", (code) => done({ code, output })));
  return { process: child, output: () => output, end };
}

const run = () => start().end;

it("a fresh clone gets its packages, then runs the script with its arguments; the next run installs nothing", async () => {
  putNpm();
  const { code, output } = await run();
  expect(exited(0, code, output)).toMatch(/installing those of package-lock\.json[^]*installed in \d+ s\nhello a b\n$/);
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
  const gate = join(checkout, "gate");
  putNpm({ gate });
  const both = [start(), start()];
  const said = () => both.map(({ output }) => output()).join("\n");
  await until(
    "one says that it waits",
    () => /waiting for process \d+, which is installing them/.test(said()) || said(),
  );
  write(gate, "");
  for (const { code, output } of await Promise.all(both.map(({ end }) => end))) exited(0, code, output);
  expect(npmRuns()).toHaveLength(1);
});

it("an interrupted installation ends with 130, and the next run starts it over", async () => {
  putNpm({ gate: join(checkout, "never-there") });
  const { process, output, end } = start();
  await until("npm runs", () => npmRuns().length > 0 || output());
  process.kill("SIGINT");
  exited(130, (await end).code, output());
  expect(output()).toContain("error: interrupted by SIGINT while installing npm packages; the next run starts over");
  putNpm();
  const next = await run();
  exited(0, next.code, next.output);
  expect(npmRuns()).toHaveLength(2);
});

it("a failed installation is told in npm's own words, and the next run starts it over", async () => {
  putNpm({ fails: true });
  const { code, output } = await run();
  expect(exited(1, code, output)).toMatch(
    /error: npm ci in .* failed with code 1 after \d+ s:\nE404 no such package\n$/,
  );
  putNpm();
  const next = await run();
  exited(0, next.code, next.output);
});

it("where there is no npm, it is said where to get it", async () => {
  const { code, output } = await run();
  expect(exited(1, code, output)).toContain(
    "error: there is no npm on PATH; it comes with Node.js: install Node.js from https://nodejs.org/.",
  );
  expect(output).not.toContain("    at ");
});

it("a script that does not exist is named", async () => {
  rmSync(join(checkout, "hello.ts"));
  expect(await run()).toEqual({ code: 1, output: `error: there is no script ${join(checkout, "hello.ts")}\n` });
});
