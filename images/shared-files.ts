import { join } from "node:path";

/** What every image holds beside its own files: the Python that their programs have in common. Copied over the root. */
export const SHARED_FILES = join(__dirname, "shared/files");
