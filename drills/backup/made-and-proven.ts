import { kubectlInside } from "../../lab/nodes/kubectl-inside";
import type { RealLab } from "../../lab/nodes/real-lab";
import type { CronJob } from "../../ops/backup/kubernetes-types";
import { nameOf, type Source, sourcesIn } from "../../ops/backup/sources";
import type { Progress } from "../../toolchain/progress";
import { askForBackups } from "./operator";

/** What a source's Jobs came to. */
export interface MadeAndProven {
  readonly source: string;
  /** From the request of each CronJob's Job to its end. */
  readonly backups: readonly { readonly cronJob: string; readonly seconds: number }[];
  readonly bytes: number | undefined;
  /** What the restore test took, from its begin to the end of its proof, and may take. */
  readonly recoverySeconds: number;
  readonly recoveryTimeMinutes: number;
}

interface Status {
  readonly sources: readonly {
    readonly source: string;
    readonly bytes?: number;
    readonly recoverySeconds?: number;
    readonly recoveryTimeMinutes?: number;
  }[];
}

/**
 * Has each declared CronJob that backs something up run, and then each restore test, in pods.
 * @throws Error where a Job fails, or a source isn't within its targets afterwards
 */
export async function makeAndProve(lab: RealLab, progress: Progress): Promise<readonly MadeAndProven[]> {
  const { items } = await kubectlInside(lab).get<{ items: CronJob[] }>("cronjobs", "--all-namespaces");
  const sources = sourcesIn(items);
  const made = new Map<Source, MadeAndProven["backups"]>();
  for (const source of sources) made.set(source, await makeBackups(lab, source, progress));
  for (const { name } of sources) {
    await progress.step(`${name}: restored to prove it`, () => askForBackups(lab, "verify", "--source", name));
  }
  const status = JSON.parse(await askForBackups(lab, "status", "--json")) as Status;
  return sources.map((source) => {
    const found = status.sources.find((one) => one.source === source.name);
    if (found?.recoverySeconds === undefined) throw new Error(`${source.name} was restored, and status doesn't say so`);
    const { bytes, recoverySeconds, recoveryTimeMinutes = NaN } = found;
    return { source: source.name, backups: made.get(source) ?? [], bytes, recoverySeconds, recoveryTimeMinutes };
  });
}

async function makeBackups(lab: RealLab, source: Source, progress: Progress): Promise<MadeAndProven["backups"]> {
  const backups: { cronJob: string; seconds: number }[] = [];
  for (const cronJob of source.backups.map(nameOf)) {
    const began = Date.now();
    await progress.step(`${cronJob}: a backup is made`, () => askForBackups(lab, "now", "--source", cronJob));
    backups.push({ cronJob, seconds: (Date.now() - began) / 1000 });
  }
  return backups;
}
