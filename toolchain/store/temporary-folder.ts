import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context";
import { isAlive, ownIdentity } from "./file-lock.cjs";

/**
 * Gives work a folder of its own, not made yet, and removes it however the work ends. One of a process that was killed
 * before it could is removed by {@link removeAbandoned}: its name says whose it is.
 */
export async function withTemporaryFolder<T>(
  context: Pick<Context, "directory">,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(temporaryFolders(context), `${await ownIdentity()}.${randomBytes(6).toString("hex")}`);
  try {
    return await work(folder);
  } finally {
    if (existsSync(folder)) await rm(folder, { recursive: true, force: true });
  }
}

/** Removes the temporary folders of processes that were killed: some gigabytes, where one was building. */
export async function removeAbandoned(context: Pick<Context, "directory" | "progress">): Promise<void> {
  for (const name of await readdir(temporaryFolders(context)).catch(() => [])) {
    const [identity = ""] = name.split(".");
    if (await isAlive(identity)) continue;
    await context.progress.step("clearing away what a killed run left", () =>
      rm(join(temporaryFolders(context), name), { recursive: true, force: true }).catch(ignoreStillFilling),
    );
  }
}

/** A compiler outlives its killed run until it next prints, and writes on meanwhile: the next run removes the rest. */
function ignoreStillFilling(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY") throw error;
}

function temporaryFolders({ directory }: Pick<Context, "directory">): string {
  return join(directory, "tmp");
}
