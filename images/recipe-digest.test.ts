import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { recipeDigest } from "./recipe-digest";

describe("a recipe's digest", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gx-recipe-"));
    mkdirSync(join(folder, "files/opt"), { recursive: true });
    writeFileSync(join(folder, "files/opt/start"), "exec something\n", { mode: 0o755 });
    writeFileSync(join(folder, "image.ts"), "");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each<[string, (start: string) => void]>([
    ["a changed file", (start) => writeFileSync(start, "exec another\n")],
    ["a renamed file", (start) => renameSync(start, `${start}-it`)],
    ["a new file", (start) => writeFileSync(`${start}-too`, "")],
    ["a file that is no longer executable", (start) => chmodSync(start, 0o644)],
    ["a removed file", (start) => rmSync(start)],
  ])("changes with %s", (_what, change) => {
    const before = recipeDigest(folder);
    change(join(folder, "files/opt/start"));
    expect(recipeDigest(folder)).not.toBe(before);
  });

  test("changes with what it depends on elsewhere", () => {
    const elsewhere = join(folder, "..", `${basename(folder)}-go.sum`);
    writeFileSync(elsewhere, "one");
    const before = recipeDigest(folder, [elsewhere]);
    writeFileSync(elsewhere, "another");
    const after = recipeDigest(folder, [elsewhere]);
    rmSync(elsewhere);
    expect(new Set([recipeDigest(folder), before, after]).size).toBe(3);
  });

  test("changes with what all images share", () => {
    const shared = join(folder, "tests");
    mkdirSync(shared);
    const before = recipeDigest(folder, [], shared);
    writeFileSync(join(shared, "shared.py"), "");
    expect(recipeDigest(folder, [], shared)).not.toBe(before);
  });

  test("doesn't change with what linters and Python leave", () => {
    const before = recipeDigest(folder);
    for (const cache of [".ruff_cache", "files/opt/.mypy_cache/3.13", "files/opt/__pycache__"]) {
      mkdirSync(join(folder, cache), { recursive: true });
      writeFileSync(join(folder, cache, "something"), "");
    }
    expect(recipeDigest(folder)).toBe(before);
  });

  test("doesn't change with its record and with tests", () => {
    const before = recipeDigest(folder);
    writeFileSync(join(folder, "recorded.ts"), "");
    writeFileSync(join(folder, "start.test.ts"), "");
    expect(recipeDigest(folder)).toBe(before);
  });
});
