import { execFile } from "node:child_process";
import { appendFileSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const BLOCK = Buffer.alloc(4096);
const FILLER = "filler";

/**
 * Fills a volume to its last block.
 * @param folder where it is mounted
 * @param largestMebibytes what it has at most: more is this machine's own disk, and refused
 */
export async function fill(folder: string, largestMebibytes: number): Promise<void> {
  const { blocks, bavail, bsize } = statfsSync(folder);
  if (blocks * bsize > largestMebibytes * 1024 ** 2) throw new Error(`${folder} is no small volume: it is not filled`);
  const filler = join(folder, FILLER);
  // Takes what there is, and says that there was less: the file's own blocks need some of it.
  await run("fallocate", [`--length=${bavail * bsize}`, filler]).catch(() => undefined);
  try {
    for (;;) appendFileSync(filler, BLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

/** Frees what {@link fill} took, if anything. */
export function free(folder: string): void {
  rmSync(join(folder, FILLER), { force: true });
}
