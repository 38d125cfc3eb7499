import { runCommand } from "../run-command";

/** What of a gzipped tar is unpacked, and where to. */
export interface Unpacking {
  readonly archive: string;
  readonly folder: string;
  /** How many leading path components are dropped. */
  readonly stripComponents: number;
  /** The path within the archive of the one file that is wanted; everything where there is none. */
  readonly member?: string;
}

/** Unpacks a gzipped tar. @returns undefined, or tar's own words where it could not. */
export async function untar(
  { archive, folder, stripComponents, member }: Unpacking,
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = ["-xzf", archive, "-C", folder, `--strip-components=${stripComponents}`, "--no-same-owner"];
  const { code, output } = await runCommand("tar", member === undefined ? args : [...args, member], { signal });
  return code === 0 ? undefined : output.trim();
}
