import { ensureDebianPackage } from "../../images/debian-package";
import type { Progress } from "../../toolchain/progress";

/**
 * Makes sure that the programs are here by which pods as processes reach addresses of Services, and are cut off from each
 * other.
 * @throws UserError where this isn't root on Debian, with what to do
 */
export function ensureOwnNetworkPrograms(progress: Progress): Promise<void> {
  return ensureDebianPackage("iptables", progress, new AbortController().signal);
}
