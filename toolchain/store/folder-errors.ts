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

/** Runs `work`, and turns a system error that a folder causes into a message naming it, the reason and the remedy. */
export async function explainFolderError<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const reason = code === undefined || !path?.startsWith(folder) ? undefined : REASONS[code];
    if (reason === undefined) throw error;
    const remedy =
      code === "ENOSPC" || code === "EDQUOT"
        ? "free some space (the toolchain takes about 1 GB)"
        : "make it writable, or name another folder in GX_TOOLCHAIN_DIR";
    throw new UserError(`the toolchain can't be installed in ${folder}: ${reason} (${code} on ${path}); ${remedy}.`);
  }
}
