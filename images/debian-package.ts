import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { run } from "./run";

/**
 * Makes sure that a program of Debian is on this machine: installs the package of the same name where it is missing, saying so
 * before.
 * @throws UserError where this isn't root on Debian, with what to do
 */
export async function ensureDebianPackage(name: string, progress: Progress, signal: AbortSignal): Promise<void> {
  if (onPath(name)) return;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) {
    throw new UserError(
      `there is no ${name} on PATH: install Debian's package ${name}, or run this as root on Debian.`,
    );
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await progress.step(`Install Debian's package ${name} on this machine`, async () => {
    await run("apt-get", ["update", "-qq"], { env, signal });
    await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], { env, signal });
  });
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => folder !== "" && existsSync(join(folder, program)));
}
