/** That the Python of images calls the tools that they have, and they have no others (G04). Those of other images are of more languages. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { TOOLS as BACKUP_TOOLS } from "./backup-tools/image";
import { isCache } from "./caches";
import { TOOLS as ETCD_TOOLS } from "./etcd-tools/image";
import { SHARED_FILES } from "./shared-files";

const CALL = /(?:run|start)_command\(\s*\[\s*"([^"]+)"/g;
/** By which all of them end programs. */
const ENDS_PROGRAMS = "gx_program/processes.py";

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

// The one module of each that starts programs.
describe.each([
  ["backup-tools", BACKUP_TOOLS, "gx_dumps/command.py"],
  ["etcd-tools", ETCD_TOOLS, "gx_etcd/command.py"],
] as const)("the programs of %s", (image, tools, startsPrograms) => {
  const sources = new Map([join(__dirname, image, "files"), SHARED_FILES].flatMap(programsIn));

  it("call the tools of the image, and the image has no others", () => {
    expect([...new Set([...sources.values()].flatMap(namesIn))].sort()).toEqual([...tools].sort());
  });

  it("start others in one way only, each by a name that is seen here", () => {
    for (const [file, source] of sources) {
      if ([startsPrograms, ENDS_PROGRAMS].includes(file)) continue;
      expect([file, source.match(/\bsubprocess\b|\bos\.(exec|spawn|popen|system)/)]).toEqual([file, null]);
      const calls = [...source.matchAll(/(?:run|start)_command\(/g)].length;
      expect([file, [...source.matchAll(CALL)].length]).toEqual([file, calls]);
    }
  });
});
