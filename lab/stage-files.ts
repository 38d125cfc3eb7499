import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

import { parseAllDocuments, stringify } from "yaml";

import { makePrivateFolder, writePrivately } from "./files";

/** The stages as they are written; a lab has its own copies. */
const SOURCE_FOLDER = resolve(__dirname, "stages");

interface Stage {
  readonly spec: {
    readonly resourceRef: { readonly kind: string };
    readonly selector: { readonly matchExpressions: readonly object[] };
  };
}

/** The paths of a lab's stage files, in the lab's folder for them. */
export function stageFiles(folder: string): string[] {
  return stageNames().map((name) => resolve(folder, name));
}

/**
 * Writes a lab's stage files.
 * @param realPodsIn namespaces whose pods no stage applies to
 */
export function writeStages(folder: string, realPodsIn: readonly string[]): void {
  makePrivateFolder(folder);
  for (const name of stageNames()) {
    const text = readFileSync(resolve(SOURCE_FOLDER, name), "utf8");
    writePrivately(resolve(folder, name), realPodsIn.length > 0 ? withoutPodsIn(realPodsIn, text) : text);
  }
}

/** The stages in a text, those of pods with one more condition. */
function withoutPodsIn(namespaces: readonly string[], text: string): string {
  const elsewhere = { key: ".metadata.namespace", operator: "NotIn", values: namespaces };
  const stages = parseAllDocuments(text).map((document) => document.toJS() as Stage);
  return stages
    .map(({ spec, ...stage }) => {
      const selector = { matchExpressions: [...spec.selector.matchExpressions, elsewhere] };
      return stringify({ ...stage, spec: spec.resourceRef.kind === "Pod" ? { ...spec, selector } : spec });
    })
    .join("---\n");
}

function stageNames(): string[] {
  return readdirSync(SOURCE_FOLDER).filter((name) => name.endsWith(".yaml"));
}
