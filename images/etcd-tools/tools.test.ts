import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "@jest/globals";
import { isCache } from "../caches";
import { SHARED_FILES } from "../shared-files";
import { TOOLS } from "./image";

/** The one module that starts programs, and the one by which it ends them. */
const STARTS_PROGRAMS = ["gx_etcd/command.py", "gx_program/processes.py"];
const CALL = /(?:run|start)_command\(\s*\[\s*"([^"]+)"/g;

const sources = new Map([join(__dirname, "files"), SHARED_FILES].flatMap(programsIn));

function programsIn(files: string): readonly (readonly [string, string])[] {
  const folder = join(files, "opt/gx");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path).isFile() && !path.split("/").some(isCache))
    .map((path) => [relative(folder, path), readFileSync(path, "utf8")]);
}

function namesIn(source: string): readonly (string | undefined)[] {
  const interpreter = /^#!\S*\/(\S+)$/m.exec(source)?.slice(1) ?? [];
  return [...interpreter, ...[...source.matchAll(CALL)].map(([, name]) => name)];
}

test("the programs call the tools of the image, and the image has no others", () => {
  expect([...new Set([...sources.values()].flatMap(namesIn))].sort()).toEqual([...TOOLS].sort());
});

test("the programs start others in one way only, each by a name that is seen here", () => {
  for (const [file, source] of sources) {
    if (STARTS_PROGRAMS.includes(file)) continue;
    expect([file, source.match(/\bsubprocess\b|\bos\.(exec|spawn|popen|system)/)]).toEqual([file, null]);
    const calls = [...source.matchAll(/(?:run|start)_command\(/g)].length;
    expect([file, [...source.matchAll(CALL)].length]).toEqual([file, calls]);
  }
});
