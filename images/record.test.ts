import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { RECIPE } from "./postgres-ha/recipe";
import { record } from "./record";

const RECORDED_BEFORE = `/** Tags. */
export const RECORDED: Readonly<Record<string, string>> = {
  "98.0-1": "old",
};
`;

describe("recording a recipe", () => {
  let folder: string;
  const recipe = (recordedDigest: string | undefined) => ({
    ...RECIPE,
    image: { ...RECIPE.image, tag: "99.1-1" },
    folder,
    recordedDigest,
  });
  const recorded = () => readFileSync(join(folder, "recorded.ts"), "utf8");
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gx-record-"));
    writeFileSync(join(folder, "recorded.ts"), RECORDED_BEFORE);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("adds a line for its tag and keeps the others", async () => {
    expect(await record(recipe(undefined), "new")).toBe(true);
    const line = '  "99.1-1": "new",\n';
    expect(recorded()).toContain(line);
    expect(recorded().replace(line, "")).toBe(RECORDED_BEFORE);
  });

  test("changes nothing where it is recorded", async () => {
    expect(await record(recipe("new"), "new")).toBe(false);
    expect(recorded()).toBe(RECORDED_BEFORE);
  });

  test("refuses another recipe under the same tag, with what to do", async () => {
    await expect(record(recipe("another"), "new")).rejects.toThrow(
      /tag 99\.1-1 stands for another recipe already: raise REVISION in .*image\.ts, or, if that tag was never published/,
    );
  });
});
