import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Pod } from "./kubernetes-types";

const run = promisify(execFile);
const UNITS: Readonly<Record<string, number>> = { "": 1, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 };

/**
 * What a kubelet says of a pod that it evicts because it keeps more in an emptyDir than the limit allows; `undefined` of others.
 * Those in memory are not looked at: they take no more than their limit.
 * @param folder where the pod's volumes are
 */
export async function overfullEmptyDir(pod: Pod, folder: string): Promise<string | undefined> {
  for (const { name, emptyDir } of pod.spec?.volumes ?? []) {
    if (!emptyDir?.sizeLimit || emptyDir.medium === "Memory") continue;
    const { sizeLimit } = emptyDir;
    if ((await bytesIn(join(folder, name))) <= bytesOf(sizeLimit)) continue;
    return `Usage of EmptyDir volume "${name}" exceeds the limit "${sizeLimit}". `;
  }
  return undefined;
}

async function bytesIn(folder: string): Promise<number> {
  // Files that go meanwhile make it fail; what it counted stands all the same.
  const { stdout } = await run("du", ["--summarize", "--block-size=1", folder]).catch(
    (error: { readonly stdout: string }) => error,
  );
  return Number.parseInt(stdout, 10) || 0;
}

/** @throws Error for a quantity that the program never writes */
function bytesOf(quantity: string): number {
  const [, number = "", unit = ""] = /^(\d+)([KMG]i)?$/.exec(quantity) ?? [];
  if (number === "") throw new Error(`sizeLimit ${quantity} is not supported here: give whole Ki, Mi or Gi`);
  return Number(number) * UNITS[unit]!;
}
