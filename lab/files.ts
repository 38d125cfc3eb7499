import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import { explainFolderError } from "../toolchain/store/folder-errors";

/** For keys and for files that hold keys: the owner only. */
const PRIVATE_FILE_MODE = 0o600;
const PRIVATE_FOLDER_MODE = 0o700;

/** Writes a file that its owner alone may read, whole or not at all: a reader never sees half of it. */
export function writePrivately(path: string, content: string): void {
  const fresh = `${path}.new`;
  writeFileSync(fresh, content, { mode: PRIVATE_FILE_MODE });
  renameSync(fresh, path);
}

/** Makes a folder, and those above it, that its owner alone may enter. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER_MODE });
}

/**
 * Runs work that writes into a lab's folder.
 * @throws UserError naming the folder, the reason and the remedy where it can't be written.
 */
export function explainLabFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return explainFolderError({ folder, what: "the lab's data can't be kept", otherwise: "use another checkout" }, work);
}

/** The content of a file, or undefined where there is none. Other failures are thrown as they are. */
export function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether a file system call failed because the thing is not there (any more). */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ESRCH";
}

/** Node's code of a system error, such as EEXIST. */
function errorCode(error: unknown): string | undefined {
  // No instanceof: under the test runner, Node's own errors are of another realm.
  const isObject = typeof error === "object" && error !== null;
  return isObject && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** A thrown thing in words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
