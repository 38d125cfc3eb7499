import { spawn } from "node:child_process";
import { join } from "node:path";
import { imageRootfs } from "../images/image-rootfs";
import { obstacleToOwnNetwork, OWN_NETWORK } from "../tests/support/own-network";
import { ensureOwnNetworkPrograms } from "../tests/support/own-network-programs";
import { CONTROL_PLANE_TOOLS, ensureToolchain, PULUMI_TOOLS } from "../toolchain";
import type { Progress } from "../toolchain/progress";
import { ENDING_SIGNALS, UserError } from "../toolchain/user-error";
import type { BenchmarkName } from "./command-line";

const CHECKOUT = join(__dirname, "..");

/**
 * Runs a benchmark's command again in a network of its own, where pods can run as processes. A signal to this process is
 * passed on, and the benchmark's end awaited.
 * @param images which its pods run, folders under `images/`
 * @returns its exit code; it has said itself what went wrong
 * @throws UserError where this machine can't give it such a network
 */
export async function runInOwnNetwork(
  name: BenchmarkName,
  images: readonly string[],
  progress: Progress,
): Promise<number> {
  const obstacle = obstacleToOwnNetwork();
  if (obstacle !== undefined) {
    throw new UserError(`benchmark ${name} can't be run, what it measures are processes in it: ${obstacle}`);
  }
  // In there nothing can be downloaded.
  await ensureToolchain([...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS], progress);
  await ensureOwnNetworkPrograms(progress);
  for (const image of images) await imageRootfs(image, progress);
  const [program = "", ...args] = [...OWN_NETWORK, process.execPath, "toolchain/bootstrap.mjs", "bench/cli.ts", name];
  const onSignal = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ENDING_SIGNALS) process.on(signal, onSignal);
  const child = spawn(program, args, { cwd: CHECKOUT, stdio: "inherit" });
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, onSignal);
  }
}
