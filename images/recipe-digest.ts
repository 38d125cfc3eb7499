import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { sha256Of } from "../toolchain/store/hash";

/** What a recipe's folder holds that makes no difference to the image. */
const APART = /(^|\/)recorded\.ts$|\.test\.ts$|^tests\//;

/**
 * SHA-256 in hexadecimal over a recipe's folder: names, contents and which files are executable. Tests and the record of digests
 * don't count.
 * @param outside files elsewhere that the image's content depends on as well, absolute
 */
export function recipeDigest(folder: string, outside: readonly string[] = []): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !APART.test(file) && !file.includes("__pycache__"))
    .sort();
  const lines = files.map((file) => describeFile(folder, file));
  return sha256Of([...lines, ...outside.map((file) => describeFile(dirname(file), basename(file)))].join("\n"));
}

function describeFile(folder: string, file: string): string {
  const path = join(folder, file);
  const executable = (statSync(path).mode & 0o100) !== 0;
  return `${file} ${executable ? "executable" : "plain"} ${sha256Of(readFileSync(path))}`;
}
