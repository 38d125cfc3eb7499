import { ensureDebianPackage, mayInstallDebianPackages, onPath } from "../../images/debian-package";
import type { Progress } from "../../toolchain/progress";

const PROGRAM = "shellcheck";

/** Installs shellcheck where it is missing and this user may, saying so before. */
export async function installShellcheck(progress: Progress): Promise<void> {
  if (mayInstallDebianPackages()) await ensureDebianPackage(PROGRAM, progress, new AbortController().signal);
}

/** Why scripts can't be checked on this machine; `undefined` where they can. */
export function obstacleToShellcheck(): string | undefined {
  return onPath(PROGRAM) ? undefined : "there is no shellcheck on PATH, and only root on Debian installs it";
}
