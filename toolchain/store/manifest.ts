import { lstat, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { sha256OfFile } from "./hash";

const FILE_NAME = "manifest.json";

interface FileRecord {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

/** What an artefact's folder held when it was finished, by path relative to it. Symbolic links are not recorded. */
interface Manifest {
  readonly files: Readonly<Record<string, FileRecord>>;
}

/** Records every file of a finished artefact. */
export async function writeManifest(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, FileRecord> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const { size, mtimeMs } = await lstat(path);
    files[relative(folder, path)] = { size, mtimeMs, sha256: await sha256OfFile(path) };
  }
  const manifest: Manifest = { files };
  await writeFile(join(folder, FILE_NAME), JSON.stringify(manifest, null, 1));
}

/**
 * Compares an artefact with its manifest: by size and time of change, and by content where those differ.
 * @returns `absent` where there is no folder, `intact`, or what is wrong with it.
 */
export async function inspect(folder: string): Promise<"absent" | "intact" | { readonly damage: string }> {
  const text = await readFile(join(folder, FILE_NAME), "utf8").catch(() => undefined);
  if (text === undefined) return (await exists(folder)) ? { damage: "it has no manifest" } : "absent";
  const manifest = parse(text);
  if (!manifest) return { damage: "its manifest is not readable" };
  for (const [name, recorded] of Object.entries(manifest.files)) {
    const damage = await damageOf(join(folder, name), recorded);
    if (damage) return { damage: `${name} ${damage}` };
  }
  return "intact";
}

async function damageOf(file: string, recorded: FileRecord): Promise<string | undefined> {
  const found = await lstat(file).catch(() => undefined);
  if (!found?.isFile()) return "is missing";
  if (found.size === recorded.size && found.mtimeMs === recorded.mtimeMs) return undefined;
  if (found.size !== recorded.size) return `has ${found.size} bytes instead of ${recorded.size}`;
  return (await sha256OfFile(file)) === recorded.sha256 ? undefined : "has another SHA-256 than when it was installed";
}

function parse(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const valid = typeof value === "object" && value !== null && "files" in value;
    return valid ? (value as Manifest) : undefined;
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
