import { UserError } from "../toolchain/user-error";
import { run } from "./run";

/** Separates the fields of a line of `apt-get indextargets`; none of them holds one. */
const FORMAT = "$(ORIGIN) $(LABEL) $(REPO_URI)";
/** Debian's names of its two archives. */
const MAIN = "Debian Debian";
const SECURITY = "Debian Debian-Security";

/**
 * The lines of a sources.list for a suite of Debian with its updates and security updates, on the mirrors that this machine's apt
 * is set up for; entries of others than Debian aren't used.
 * @param targets what {@link machineTargets} gave
 * @throws UserError where the machine has no mirror of one of Debian's two archives
 */
export function sourcesOf(suite: string, targets: string): readonly string[] {
  const main = mirror(targets, MAIN);
  const security = mirror(targets, SECURITY);
  return [`deb ${main} ${suite} main`, `deb ${main} ${suite}-updates main`, `deb ${security} ${suite}-security main`];
}

/** What apt knows of each index on this machine, a line each; fetches the indexes where there are none yet. */
export async function machineTargets(signal: AbortSignal): Promise<string> {
  const ask = () => run("apt-get", ["indextargets", "--format", FORMAT, "Created-By: Packages"], { signal });
  const known = await ask();
  if (known.includes(MAIN) && known.includes(SECURITY)) return known;
  await run("apt-get", ["update", "-qq"], { signal });
  return ask();
}

/** This machine's own settings of how apt reaches and checks its sources, such as a proxy, each as an option for another apt. */
export async function machineAptOptions(signal: AbortSignal): Promise<readonly string[]> {
  const dump = await run("apt-config", ["dump"], { signal });
  return dump.split("\n").filter((line) => /^Acquire::(https?::|Check-|Retries|ForceIPv)/.test(line));
}

function mirror(targets: string, archive: string): string {
  const line = targets.split("\n").find((target) => target.startsWith(`${archive} `));
  if (line === undefined) {
    throw new UserError(
      `apt on this machine has no source labelled "${archive.split(" ")[1]}" of origin Debian: ` +
        "build on Debian, with its main and its security archive under /etc/apt.",
    );
  }
  return line.slice(archive.length + 1);
}
