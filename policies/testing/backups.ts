import { validWorkload, withField, type Fixture } from "./fixtures";

/** A CronJob with annotations, given without their prefix. */
function annotated(name: string, schedule: string, annotations: Readonly<Record<string, string>>): Fixture {
  const prefixed = Object.fromEntries(
    Object.entries(annotations).map(([key, value]) => [`gxcoin.money/${key}`, value]),
  );
  return Object.entries({ "metadata.name": name, "metadata.annotations": prefixed, "spec.schedule": schedule }).reduce(
    (fixture, [field, value]) => withField(fixture, field, value),
    validWorkload("kubernetes:batch/v1:CronJob"),
  );
}

/** A CronJob that backs up a workload, of which so many hours may be lost. */
export function backupOf(workload: string, name: string, schedule: string, hours: number, keptDays = 30): Fixture {
  const annotations = { "backs-up": workload, "recovery-point-hours": String(hours), "kept-days": String(keptDays) };
  return annotated(name, schedule, annotations);
}

/** A CronJob that restores what others make. */
export function proofOf(backups: string, schedule: string): Fixture {
  return annotated(`${backups.split(",")[0]}-test`, schedule, { "proves-backup-by": backups });
}

/** What every policy accepts: a dump every six hours, and its proof each night. */
export const DUMP = backupOf("postgres", "postgres-dump", "0 */6 * * *", 6);
export const TEST = proofOf("postgres-dump", "0 4 * * *");
