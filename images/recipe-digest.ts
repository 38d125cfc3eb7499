import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { sha256Of } from "../toolchain/store/hash";
import { isCache } from "./caches";
import { SHARED_FILES } from "./shared-files";

/** What a recipe's folder holds that makes no difference to the image. */
const APART = /(^|\/)recorded\.ts$|\.test\.ts$|^tests\//;

/**
 * SHA-256 in hexadecimal over a recipe's folder and the files that all images share: names, contents and which files are
 * executable. Tests, caches and the record of digests don't count.
 * @param outside files elsewhere that the image's content depends on as well, absolute
 * @param shared the folder of what images share; another one in tests alone
 */
export function recipeDigest(folder: string, outside: readonly string[] = [], shared: string = SHARED_FILES): string {
  const described = [folder, shared].flatMap((root) => filesIn(root).map((file) => describeFile(root, file)));
  return sha256Of([...described, ...outside.map((file) => describeFile(dirname(file), basename(file)))].join("\n"));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !APART.test(file) && !file.split("/").some(isCache))
    .sort();
}

function describeFile(folder: string, file: string): string {
  const path = join(folder, file);
  const executable = (statSync(path).mode & 0o100) !== 0;
  return `${file} ${executable ? "executable" : "plain"} ${sha256Of(readFileSync(path))}`;
}
