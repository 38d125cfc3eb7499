import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../toolchain/user-error";
import type { Recipe } from "./recipe";

const FILE = "recorded.ts";
const START = "export const RECORDED: Readonly<Record<string, string>> = {";

/**
 * Records that a recipe was built and smoke-tested under its tag: a line in its recorded.ts.
 * @param digest of what was built
 * @returns whether there was something to record
 * @throws UserError where the tag stands for another recipe already: a tag that somebody may have pulled keeps its content
 */
export async function record({ folder, image, recordedDigest }: Recipe, digest: string): Promise<boolean> {
  if (recordedDigest === digest) return false;
  if (recordedDigest !== undefined) {
    throw new UserError(
      `tag ${image.tag} stands for another recipe already: raise REVISION in ${join(folder, "image.ts")}, ` +
        `or, if that tag was never published, remove its line from ${FILE}.`,
    );
  }
  const file = join(folder, FILE);
  const text = await readFile(file, "utf8");
  const [head, tail] = text.split(START);
  if (head === undefined || tail === undefined) throw new UserError(`${file} has no line "${START}": restore it.`);
  const lines = tail.slice(0, tail.indexOf("}")).trimEnd();
  await writeFile(file, `${head}${START}${lines}\n  "${image.tag}": "${digest}",\n};\n`);
  return true;
}
