/**
 * What is installed is whole, once, and what it was; with a script in place of `go`.
 * Does not prove that real builds succeed, nor behaviour on a full disk beyond its error code.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { until } from "../../tests/support/until";
import { assemble } from "../index";
import { DEMO_BUILD, demoTool, machine, putGo, write, type Machine } from "../test-support";
import { UserError } from "../user-error";
import { ownIdentity } from "./file-lock.cjs";
import { explainFolderError } from "./folder-errors";

jest.setTimeout(300_000);

let at: Machine;
beforeEach(() => {
  at = machine([demoTool({ goBuild: DEMO_BUILD })]);
});
afterEach(() => at.remove());

const install = async (context = at.context) => (await assemble(["kwok"], context)).path("kwok");
const inFolder = (name: string) => {
  const folder = join(at.context.directory, name);
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe("an installed tool", () => {
  it("is not built again", async () => {
    putGo(at);
    const first = await install();
    expect(await install()).toBe(first);
    expect(at.builds()).toBe(1);
  });

  it("is built once by two runs at once, and the one that waits says so", async () => {
    const gate = join(at.root, "gate");
    const waits = () => at.said.filter((line) => line.includes("waiting for process"));
    putGo(at, { gate });
    const both = Promise.all([install(), install()]);
    await Promise.race([both, until("one of them says that it waits", () => waits().length > 0 || at.said.join("\n"))]);
    write(gate, "");
    const [first, second] = await both;
    expect(second).toBe(first);
    expect(at.builds()).toBe(1);
    expect(waits()).toHaveLength(1);
  });

  it.each<[string, (path: string) => void, RegExp]>([
    ["has grown", (path) => appendFileSync(path, "#"), /kwok has \d+ bytes instead of \d+/],
    ["was changed in place", (path) => writeFileSync(path, "#!/bin/sh\necho demo v1.34.2\n"), /another SHA-256/],
    ["is gone", (path) => rmSync(path), /kwok is missing/],
    ["has lost its manifest", (path) => rmSync(join(path, "../manifest.json")), /it has no manifest/],
    ["has a broken manifest", (path) => write(join(path, "../manifest.json"), "{"), /manifest is not readable/],
  ])("is built anew where it %s, which is said", async (_case, damage, message) => {
    putGo(at);
    damage(await install());
    await install();
    expect(at.builds()).toBe(2);
    expect(at.said.join("\n")).toMatch(message);
    await install();
    expect(at.builds()).toBe(2);
  });

  it("is kept where only its time of change differs", async () => {
    putGo(at);
    utimesSync(await install(), 1, 1);
    await install();
    expect(at.builds()).toBe(1);
  });

  it("is built anew when its module changes", async () => {
    putGo(at);
    const first = await install();
    write(join(at.context.checkout, "toolchain/go/demo/go.sum"), "changed");
    expect(await install()).not.toBe(first);
  });
});

describe("a build that does not finish", () => {
  it("leaves nothing when interrupted, and what it started is ended", async () => {
    putGo(at, { gate: join(at.root, "never-there") });
    const controller = new AbortController();
    const run = install({ ...at.context, signal: controller.signal });
    await Promise.race([run, until("the build has begun", () => at.builds() > 0 || at.said.join("\n"))]);
    controller.abort(new Error("stop"));
    await expect(run).rejects.toThrow("stop");
    expect([...inFolder("artefacts"), ...inFolder("tmp"), ...inFolder("locks")]).toEqual([]);
    expect(stillRunning(at)).toEqual([]);
  });

  it("leaves nothing when it fails, and its last words are told", async () => {
    putGo(at, { fails: "undefined: something" });
    await expect(install()).rejects.toThrow(/go build of \. failed with code 1:\s+undefined: something/);
    expect([...inFolder("artefacts"), ...inFolder("tmp"), ...inFolder("locks")]).toEqual([]);
  });

  it("is not taken for the tool where it gives another version", async () => {
    putGo(at, { version: "1.30.0" });
    await expect(install()).rejects.toThrow("gave version 1.30.0 instead of 1.34.1");
    expect(inFolder("artefacts")).toEqual([]);
  });

  it("of a process that was killed is cleared away by the next one, which says so even where it builds nothing", async () => {
    putGo(at);
    await install();
    write(join(at.context.directory, "tmp", "4194304-1.abcdef", "new", "kwok"), "half");
    await install();
    expect(inFolder("tmp")).toEqual([]);
    expect(at.builds()).toBe(1);
    expect(at.said).toContain("clearing away what a killed run left");
  });

  it("of a process that was killed is no obstacle while its compiler still writes", async () => {
    putGo(at);
    const folder = join(at.context.directory, "tmp", "4194304-1.abcdef");
    // Of the shell's ways to make a file one that goes on where the folder has just been removed: `:` would end it.
    const fill = `while :; do mkdir -p '${folder}/a'; for i in 1 2 3 4 5 6 7 8 9; do printf x > '${folder}'/a/$$.$i; done; done`;
    const compilers = [1, 2, 3].map(() => spawn("sh", ["-c", fill], { stdio: "ignore" }));
    const ends = Promise.all(compilers.map((compiler) => once(compiler, "close")));
    try {
      await until("the compilers write", () => existsSync(join(folder, "a")) || "nothing is written");
      await expect(install()).resolves.toContain("kwok");
      expect(compilers.map(({ exitCode }) => exitCode)).toEqual([null, null, null]);
    } finally {
      for (const compiler of compilers) compiler.kill("SIGKILL");
      await ends;
    }
  });

  it("of a process that lives is left alone", async () => {
    putGo(at);
    const theirs = `${await ownIdentity()}.abcdef`;
    write(join(at.context.directory, "tmp", theirs, "new", "kwok"), "half");
    await install();
    expect(inFolder("tmp")).toEqual([theirs]);
  });
});

describe("a message to mend it", () => {
  it("names a folder that can't be made", async () => {
    putGo(at);
    write(join(at.root, "file"), "");
    const directory = join(at.root, "file", "toolchain");
    const run = install({ ...at.context, directory });
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(`can't be installed in ${directory}: part of its path is a file`);
    await expect(run).rejects.toThrow("GX_TOOLCHAIN_DIR");
  });

  it.each([
    ["EROFS", "its file system is read-only", "make it writable"],
    ["EACCES", "this user may not write there", "make it writable"],
    ["ENOSPC", "its file system is full", "free some space"],
  ])("explains %s", async (code, reason, remedy) => {
    const error = Object.assign(new Error(code), { code, path: "/tools/tmp/x" });
    const run = explainFolderError({ folder: "/tools", what: "it can't be kept", otherwise: "go" }, () =>
      Promise.reject(error),
    );
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(new RegExp(`/tools: ${reason} .*${remedy}`));
  });

  it.each([
    ["/proc/toolchain", "/proc"],
    ["/proc/1/toolchain/deep", "/proc/1"],
  ])("refuses %s, where no folder can ever be made, at once", async (directory, kernels) => {
    await expect(install({ ...at.context, directory })).rejects.toThrow(
      `the toolchain can't be installed in ${directory}: ${kernels} is the kernel's and takes no files; name another folder in GX_TOOLCHAIN_DIR`,
    );
  });

  it("says that there is no Go, which one is needed and where it is to be had", async () => {
    await expect(install()).rejects.toThrow(
      /kwok 1\.34\.1 can't be had[^]*there is no Go on PATH; install Go 1\.25\.0 or newer from https:\/\/go\.dev/,
    );
  });

  it("says that Go is too old", async () => {
    putGo(at, { go: "1.22.1" });
    await expect(install()).rejects.toThrow("Go on PATH is 1.22.1; install Go 1.25.0 or newer");
    expect(at.builds()).toBe(0);
  });
});

/** Builds whose shell still runs, by the process ids they logged. */
function stillRunning(on: Machine): string[] {
  return on.buildPids().filter((pid) => existsSync(`/proc/${pid}`));
}
