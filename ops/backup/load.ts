import { DATABASE, POSTGRES } from "../../components/postgres/names";
import type { EnvironmentName } from "../../components/shared/labels";
import type { Progress } from "../../toolchain/progress";
import { UserError } from "../../toolchain/user-error";
import type { Cluster, Trial } from "./cluster";
import { followed } from "./follow";
import { loadJob } from "./load-job";
import { namingOf, requireNamed } from "./naming";
import { outcomeOf } from "./outcome";
import { type CommandResult, toldEnd } from "./run";
import { jobName } from "./runs";
import { nameOf, oneOf, type Source } from "./sources";

/** Every server has them, without tables: what is loaded there would be in the way, or in each database that is made later. */
const SERVERS_OWN: readonly string[] = ["postgres", "template0", "template1"];
const DATABASE_NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/** Which dump is loaded, and into what. */
export interface WantedLoad {
  /** The newest without it. */
  readonly backup: string | undefined;
  readonly database: string;
  /** What whoever asks confirms: the live database, by its stack and name. */
  readonly confirmed: string | undefined;
}

/**
 * Loads a dump into a database of the running cluster: one of a new name, or, confirmed by its name, the live one where it has no tables.
 * @throws UserError where the source is no dump of the database, a name isn't one, or what is live isn't confirmed
 * @throws Interrupted at Ctrl-C: the Job goes on
 */
export async function loadInto(
  cluster: Cluster,
  stack: EnvironmentName,
  sources: readonly Source[],
  source: Source,
  wanted: WantedLoad,
  trial: Trial,
  progress: Progress,
): Promise<CommandResult> {
  const { backup, database } = wanted;
  const test = oneOf(source.tests, source.name, "that restore it");
  if (!source.covers.includes(POSTGRES) || namingOf(test) !== "stamp") {
    throw new UserError(
      `--into is for dumps of the database, not for ${source.name}: without it, that is restored beside what is live`,
    );
  }
  requireNamed(source.name, "stamp", backup);
  requireConfirmed(stack, wanted);
  const reaching = sources
    .filter(({ namespace, covers }) => namespace === source.namespace && covers.includes(POSTGRES))
    .flatMap(({ tests }) => tests)
    .find((one) => namingOf(one) === "moment");
  if (!reaching) {
    throw new UserError(
      "there is no restore test of physical backups, in whose place a dump is loaded: by hand, docs/runbooks/restore-from-a-dump.md",
    );
  }
  const { job: asked } = loadJob(test, reaching, database, backup);
  const job = await cluster.createJob(asked, trial);
  if (trial.isDryRun) {
    const text = `Would load ${backup ?? "the newest backup"} of ${source.name} into database ${database} by a Job like ${nameOf(test)}; nothing was made.\n`;
    return { exitCode: 0, text };
  }
  const run = await followed(
    cluster,
    job,
    progress,
    `Job ${jobName(job)} goes on loading, all of it or nothing; stop it by kubectl -n ${source.namespace} delete job ${jobName(job)}`,
  );
  const ended = toldEnd(run, await outcomeOf(cluster, run.job));
  if (ended.exitCode !== 0) return ended;
  const next =
    database === DATABASE
      ? "Roles and grants come from the job postgres-reconcile: docs/runbooks/README.md#have-the-job-run-again"
      : `Look at it, and remove it by DROP DATABASE ${database}: docs/runbooks/restore-from-a-dump.md`;
  return { ...ended, text: `${ended.text}${next}\n` };
}

function requireConfirmed(stack: EnvironmentName, { database, confirmed }: WantedLoad): void {
  if (!DATABASE_NAME.test(database)) {
    throw new UserError(
      `--into is "${database}": must be 1 to 63 lower-case letters, digits and underscores, the first no digit`,
    );
  }
  if (SERVERS_OWN.includes(database)) {
    throw new UserError(`--into is "${database}": that is the server's own; give another name`);
  }
  const live = `${stack}/${DATABASE}`;
  if (database === DATABASE && confirmed !== live) {
    const given = confirmed === undefined ? "is missing" : `is "${confirmed}"`;
    throw new UserError(`--confirm ${given}: ${database} is the live database; give --confirm ${live} to load into it`);
  }
  if (database !== DATABASE && confirmed !== undefined) {
    throw new UserError(`--confirm is "${confirmed}": ${database} isn't live, and needs none`);
  }
}
