/** What a lab's stages select. That KWOK then leaves those pods alone is shown where pods run as processes. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { parseAllDocuments } from "yaml";

import { stageFiles, writeStages } from "./stage-files";

interface Stage {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly selector: { readonly matchExpressions: readonly { readonly key: string }[] } };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stages-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("A lab that plays all pods has the stages as they are written", () => {
  writeStages(folder, []);
  const written = stageFiles(folder).map((file) => readFileSync(file, "utf8"));
  expect(written).toEqual(
    stageFiles(folder).map((file) => readFileSync(resolve(__dirname, "stages", basename(file)), "utf8")),
  );
  expect(written.length).toBeGreaterThan(0);
});

it("A lab with real pods in a namespace has no stage for them, and plays nodes as before", () => {
  writeStages(folder, ["real"]);
  const stages = stageFiles(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as Stage),
  );
  const elsewhere = { key: ".metadata.namespace", operator: "NotIn", values: ["real"] };
  for (const { metadata, spec } of stages) {
    const conditions = spec.selector.matchExpressions;
    expect({ name: metadata.name, limited: conditions.some(({ key }) => key === elsewhere.key) }).toEqual({
      name: metadata.name,
      limited: metadata.name.startsWith("pod-"),
    });
    if (metadata.name.startsWith("pod-")) expect(conditions).toContainEqual(elsewhere);
  }
});
