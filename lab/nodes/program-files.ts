import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { run } from "../../images/run";

/**
 * Copies a program of this machine, and the libraries it is loaded with, into an image's root.
 * @param path where it goes there
 */
export async function copyProgram(program: string, root: string, path: string): Promise<void> {
  const libraries = librariesIn(await run("ldd", [program]).catch(() => ""));
  const places = [{ from: program, to: path }, ...libraries.map((library) => ({ from: library, to: library }))];
  for (const { from, to } of places) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(from, join(root, to));
  }
}

/** The files that a program is loaded with, from what ldd says; none for a static one. */
export function librariesIn(ldd: string): string[] {
  return [...ldd.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, path]) => path ?? "");
}
