import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../user-error";

/** What a system error on the toolchain's folder means to the person who can mend it. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
  ENOTDIR: "part of its path is a file",
  EEXIST: "a file is in its place",
  ENOSPC: "its file system is full",
  EDQUOT: "this user's disk quota is used up",
};

/** A folder that work writes into, and what to say where it can't. */
export interface WrittenFolder {
  readonly folder: string;
  /** Begins the message: "the toolchain can't be installed". */
  readonly what: string;
  /** What to do if it can't be made writable: "name another folder in …". */
  readonly otherwise: string;
}

/**
 * Runs `work`, and turns a system error that the folder causes into a message naming it, the reason and the remedy.
 * @throws UserError with that message; other errors as they are.
 */
export async function explainFolderError<T>(
  { folder, what, otherwise }: WrittenFolder,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const reason = code === undefined || !path?.startsWith(folder) ? undefined : REASONS[code];
    if (reason === undefined) throw error;
    const remedy = code === "ENOSPC" || code === "EDQUOT" ? "free some space" : `make it writable, or ${otherwise}`;
    throw new UserError(`${what} in ${folder}: ${reason} (${code} on ${path}); ${remedy}.`);
  }
}

/** The file system type of /proc as statfs(2) tells it: PROC_SUPER_MAGIC. */
const PROC = 0x9fa0;

/**
 * Refuses a folder inside /proc: making one there never fails for good, so that Node tries it again for ever.
 * @throws UserError naming the folder and the remedy.
 */
export async function refuseProc({ folder, what, otherwise }: WrittenFolder): Promise<void> {
  for (let ancestor = folder; ; ancestor = dirname(ancestor)) {
    const found = await statfs(ancestor).catch(() => undefined);
    if (found?.type === PROC) {
      throw new UserError(`${what} in ${folder}: ${ancestor} is the kernel's and takes no files; ${otherwise}.`);
    }
    if (found || ancestor === dirname(ancestor)) return;
  }
}
