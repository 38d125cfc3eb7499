import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { run } from "../../images/run";
import type { Progress } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import { CNI_PROGRAMS } from "./node-files";

/** Debian's packages that real nodes run on, each with a program by which it is known to be there: a name or a path. */
export const PACKAGES: Readonly<Record<string, string>> = {
  busybox: "busybox",
  containerd: "containerd",
  "containernetworking-plugins": `${CNI_PROGRAMS}/bridge`,
  e2fsprogs: "mkfs.ext4",
  iproute2: "ip",
  ipset: "ipset",
  iptables: "iptables",
  python3: "python3",
  runc: "runc",
};

/** Debian's maintainer scripts ask it whether they may start a service; 101 is "no" (invoke-rc.d(8)). */
const POLICY = "/usr/sbin/policy-rc.d";
const NO_SERVICES = "#!/bin/sh\nexit 101\n";

/** The packages that aren't there, of those that real nodes need. */
export function missingPackages(isThere: (program: string) => boolean = isInstalled): string[] {
  return Object.keys(PACKAGES).filter((name) => !isThere(PACKAGES[name] ?? ""));
}

/**
 * Installs what is missing, saying so before; none of its services is started or enabled.
 * @throws UserError where this isn't Debian, with what to install by hand
 */
export async function installMissingPackages(progress: Progress): Promise<void> {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const names = missing.join(", ");
  if (!existsSync("/etc/debian_version")) {
    throw new UserError(
      `real nodes need ${names}, as Debian's packages are called: install them, this machine isn't Debian`,
    );
  }
  await progress.step(`Install Debian's packages ${names} on this machine (no service is started)`, async () => {
    await withoutServices(async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      await run("apt-get", ["update", "-qq"], { env });
      await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
    });
    // The next start of the machine would start it otherwise. No systemd, no units: then there is nothing to disable.
    if (missing.includes("containerd")) await run("systemctl", ["disable", "containerd"]).catch(() => undefined);
  });
}

async function withoutServices(work: () => Promise<void>): Promise<void> {
  const own = !existsSync(POLICY);
  if (own) writeFileSync(POLICY, NO_SERVICES, { mode: 0o755 });
  try {
    await work();
  } finally {
    if (own) rmSync(POLICY);
  }
}

function isInstalled(program: string): boolean {
  if (program.startsWith("/")) return existsSync(program);
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.some((folder) => folder !== "" && existsSync(join(folder, program)));
}
