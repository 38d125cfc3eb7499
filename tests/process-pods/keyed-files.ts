import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Which of a folder's entries is current: it is exchanged in one step, so that a reader meets either all old or all new files. */
const CURRENT = "..data";

/** One file of a volume. */
export interface KeyedFile {
  /** Relative to the volume; may have folders in it. */
  readonly path: string;
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * Makes a folder hold exactly these files, in the form that the kubelet gives ConfigMap, Secret and projected volumes:
 * links into `..data`, which is itself a link that is exchanged. Does nothing where they are as wanted already.
 * @param group whom the files belong to besides root
 */
export function writeKeyedFiles(folder: string, files: readonly KeyedFile[], group = 0): void {
  mkdirSync(folder, { recursive: true });
  if (isAsWanted(folder, files)) return;
  const version = mkdtempSync(join(folder, "..version-"));
  chmodSync(version, 0o755);
  for (const { path, content, mode } of files) {
    const file = join(version, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chownSync(file, 0, group);
    chmodSync(file, mode);
  }
  const before = currentVersion(folder);
  symlinkSync(basename(version), join(folder, `${CURRENT}_tmp`));
  renameSync(join(folder, `${CURRENT}_tmp`), join(folder, CURRENT));
  const entries = new Set(files.map(({ path }) => path.split("/")[0] ?? path));
  for (const entry of readdirSync(folder)) {
    if (!entry.startsWith("..") && !entries.has(entry)) rmSync(join(folder, entry));
  }
  for (const entry of entries) {
    if (!lstatSync(join(folder, entry), { throwIfNoEntry: false })) {
      symlinkSync(join(CURRENT, entry), join(folder, entry));
    }
  }
  if (before) rmSync(join(folder, before), { recursive: true });
}

function isAsWanted(folder: string, files: readonly KeyedFile[]): boolean {
  const version = currentVersion(folder);
  if (!version) return false;
  const present = readdirSync(join(folder, version), { recursive: true, withFileTypes: true });
  const filesPresent = present.filter((entry) => entry.isFile()).length;
  return (
    filesPresent === files.length &&
    files.every(({ path, content }) => {
      const file = join(folder, version, path);
      return lstatSync(file, { throwIfNoEntry: false })?.isFile() && readFileSync(file).equals(content);
    })
  );
}

function currentVersion(folder: string): string | undefined {
  const link = join(folder, CURRENT);
  return lstatSync(link, { throwIfNoEntry: false }) && readlinkSync(link);
}
