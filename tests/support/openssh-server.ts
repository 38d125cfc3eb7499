import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../toolchain/progress";

/** Debian's maintainer scripts ask it whether they may start a service; 101 is "no" (invoke-rc.d(8)). */
const POLICY = "/usr/sbin/policy-rc.d";
const NO_SERVICES = "#!/bin/sh\nexit 101\n";
const SERVICE_UNITS = ["ssh.service", "ssh.socket"];
const TIMEOUT_MS = 120_000;

/** The path of this machine's OpenSSH server: from PATH or /usr/sbin. */
export function findSshd(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), "/usr/sbin"];
  return folders.map((folder) => join(folder, "sshd")).find((path) => path.startsWith("/") && existsSync(path));
}

/**
 * Installs Debian's OpenSSH server where there is none and this user may, saying so before. Its service is neither
 * started nor enabled: the tests run the program themselves, on loopback. Where it can't be installed, the tests that
 * need it say so and are skipped.
 */
export async function installOpensshServer(progress: Progress): Promise<void> {
  if (findSshd() !== undefined || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  await progress.step(
    "Install Debian's openssh-server on this machine for the SSH tests (no service is started)",
    () => {
      installWithoutService();
      return Promise.resolve();
    },
  );
}

/** Runs apt-get under a policy that lets no service start. */
export function installWithoutService(): void {
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, NO_SERVICES, { mode: 0o755 });
  try {
    run("apt-get", "update", "-qq");
    run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "openssh-server");
    run("systemctl", "disable", ...SERVICE_UNITS);
  } finally {
    if (ownPolicy) rmSync(POLICY);
  }
}

function run(command: string, ...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync(command, args, { env, timeout: TIMEOUT_MS, stdio: "ignore" });
}
