import { existsSync } from "node:fs";
import { runCommand } from "../toolchain/run-command";

/** What of the machine's pip settings tells where packages come from and how to get there. */
const SETTINGS = ["index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "default-timeout", "retries"];
/** Where Debian keeps the certificates that it trusts, in one file. */
const DEBIAN_BUNDLE = "/etc/ssl/certs/ca-certificates.crt";

/** How pip inside a root file system gets at the packages that pip on this machine would get. */
export interface PipSettings {
  /** pip's settings as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** File of this machine with the certificates to trust; undefined where it has none. */
  readonly certificates: string | undefined;
}

/** The settings of this machine's user, from pip's own files and environment; pip's defaults where there is no pip. */
export async function machinePipSettings(signal: AbortSignal): Promise<PipSettings> {
  const listed = await runCommand("python3", ["-m", "pip", "config", "list"], { env: process.env, signal }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return { code: null, output: "" };
    },
  );
  return pipSettingsOf(listed.code === 0 ? listed.output : "", existsSync(DEBIAN_BUNDLE) ? DEBIAN_BUNDLE : undefined);
}

/** Reads what `pip config list` printed; the environment's settings come before files', as for pip. */
export function pipSettingsOf(listed: string, fallbackBundle: string | undefined): PipSettings {
  const environment: Record<string, string> = {};
  let certificates = fallbackBundle;
  // Sorted by pip: those of the environment, `:env:`, come first.
  for (const line of listed.split("\n").reverse()) {
    const [, name, value] = /^(?:global|install|:env:)\.([a-z-]+)='(.*)'$/.exec(line) ?? [];
    if (name === undefined || value === undefined) continue;
    if (name === "cert") certificates = value;
    if (SETTINGS.includes(name)) environment[`PIP_${name.toUpperCase().replaceAll("-", "_")}`] = value;
  }
  return { environment, certificates };
}
