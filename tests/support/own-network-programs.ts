import { ensureDebianPackage } from "../../images/debian-package";
import type { Progress } from "../../toolchain/progress";

/**
 * Makes sure that the programs are here by which pods as processes reach addresses of Services, are cut off from each other, and
 * have clocks that are wrong.
 * @throws UserError where this isn't root on Debian, with what to do
 */
export async function ensureOwnNetworkPrograms(progress: Progress): Promise<void> {
  const { signal } = new AbortController();
  for (const name of ["iptables", "faketime"]) await ensureDebianPackage(name, progress, signal);
}
