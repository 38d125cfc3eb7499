import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { TOOLS } from "./image";

const PROGRAMS = join(__dirname, "files/opt/gx");
/** The one module that starts programs. */
const STARTS_PROGRAMS = "gx_dumps/command.py";
const CALL = /run_command\(\s*\[\s*"([^"]+)"/g;

const sources = new Map(
  readdirSync(PROGRAMS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file.slice(PROGRAMS.length + 1), readFileSync(file, "utf8")]),
);

function namesIn(source: string): readonly (string | undefined)[] {
  const interpreter = /^#!\S*\/(\S+)$/m.exec(source)?.slice(1) ?? [];
  return [...interpreter, ...[...source.matchAll(CALL)].map(([, name]) => name)];
}

test("the programs call the tools of the image, and the image has no others", () => {
  expect([...new Set([...sources.values()].flatMap(namesIn))].sort()).toEqual([...TOOLS].sort());
});

test("the programs start others in one way only, each by a name that is seen here", () => {
  for (const [file, source] of sources) {
    if (file === STARTS_PROGRAMS) continue;
    expect([file, source.match(/\bsubprocess\b|\bos\.(exec|spawn|popen|system)/)]).toEqual([file, null]);
    const calls = [...source.matchAll(/run_command\(/g)].length;
    expect([file, [...source.matchAll(CALL)].length]).toEqual([file, calls]);
  }
});
