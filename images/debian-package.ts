import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../toolchain/progress";
import { withFileLock } from "../toolchain/store/file-lock.cjs";
import { UserError } from "../toolchain/user-error";
import { run } from "./run";

/** Held while a package is installed: only root does, and it can always write here. */
const INSTALLATION_LOCK = "/run/gx-infrastructure-packages.lock";
/** How long apt-get waits for somebody else's installation. */
const APT_WAITS = ["-o", "DPkg::Lock::Timeout=300"];

/**
 * Makes sure that a program of Debian is on this machine: installs the package of the same name where it is missing, saying so
 * before.
 * @throws UserError where this isn't root on Debian, with what to do
 */
export async function ensureDebianPackage(name: string, progress: Progress, signal: AbortSignal): Promise<void> {
  if (onPath(name)) return;
  if (!mayInstallDebianPackages()) {
    throw new UserError(
      `there is no ${name} on PATH: install Debian's package ${name}, or run this as root on Debian.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await progress.step(`Install Debian's package ${name} on this machine`, (detail) => {
    const onWait = () => detail("waiting for another installation");
    // apt-get waits for another's package database, but not for its lists of packages.
    return withFileLock(INSTALLATION_LOCK, { onWait, signal }, async () => {
      await run("apt-get", ["update", "-qq"], { env, signal });
      await run("apt-get", [...APT_WAITS, "install", "-y", "-qq", "--no-install-recommends", name], { env, signal });
    });
  });
}

/** Whether this user can install Debian's packages here. */
export function mayInstallDebianPackages(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

/** Whether a program of this name is on PATH. */
export function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, program)));
}
