import { spawnSync } from "node:child_process";
import * as path from "node:path";

/** What Mermaid makes of a text. */
export type MermaidAnswer =
  | { readonly error: string }
  | {
      /** Texts of the boxes. */
      readonly nodes: readonly string[];
      /** From, to, text and stroke of the arrows. */
      readonly edges: readonly (readonly string[])[];
      /** Titles of the frames. */
      readonly frames: readonly string[];
    };

/** Asks Mermaid's own parser; in a process of its own, because Mermaid is an ES module. Doesn't show how a page draws it. */
export function parsedByMermaid(texts: readonly string[]): readonly MermaidAnswer[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(__dirname, "mermaid-parser.mjs")], {
    input: JSON.stringify(texts),
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (status !== 0) throw new Error(`Mermaid's parser ended with code ${status}:\n${stderr}`);
  return JSON.parse(stdout) as MermaidAnswer[];
}
