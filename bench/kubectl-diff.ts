import { join } from "node:path";
import { makePrivateFolder, writePrivately } from "../lab/files";
import { runCommand } from "../toolchain/run-command";
import { UserError } from "../toolchain/user-error";
import type { Bench } from "./bench-lab";

/** Compares declared objects with the live ones, as kubectl does. */
export type KubectlDiff = (...flags: readonly string[]) => Promise<void>;

/** Under its own default name kubectl would also renew, and report, what the last client-side apply noted on an object. */
const FIELD_MANAGER = "--field-manager=gx-bench";

/**
 * A `kubectl diff --server-side` of objects, a file each in a folder that goes with the lab: kubectl compares files side
 * by side if it is told to, but never the objects of one file.
 *
 * @returns what throws a UserError where kubectl finds a difference or fails: that would be another question than pulumi
 *   answers
 */
export function kubectlDiffOf(
  { lab, signal }: Bench,
  kubeconfigPath: string,
  objects: readonly unknown[],
): KubectlDiff {
  const folder = join(lab.folder, "bench-manifests");
  const temporaryFolder = join(lab.folder, "bench-temporary");
  for (const path of [folder, temporaryFolder]) makePrivateFolder(path);
  for (const [index, object] of objects.entries())
    writePrivately(join(folder, `${index}.json`), JSON.stringify(object));

  const cacheFolder = join(lab.folder, "kubectl-cache");
  return async (...flags) => {
    const { code, output } = await runCommand(
      lab.kubectlPath,
      [
        ...[`--kubeconfig=${kubeconfigPath}`, `--cache-dir=${cacheFolder}`],
        // Fields whose rest the server fills in count as another owner's: kubectl would stop there instead of comparing.
        ...["diff", "--server-side", "--force-conflicts", FIELD_MANAGER, `--filename=${folder}`, ...flags],
      ],
      { signal, env: { HOME: cacheFolder, TMPDIR: temporaryFolder, PATH: "/usr/bin:/bin", KUBECTL_KUBERC: "false" } },
    );
    if (code !== 0) {
      throw new UserError(`kubectl diff ended with exit code ${code}, not with "no difference":\n${output.trim()}`);
    }
  };
}
