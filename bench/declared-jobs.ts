import { lastOutcome } from "../ops/backup/outcome";
import { type DatabaseUnderTest, NAMESPACE } from "../tests/postgres/database-under-test";
import { timed } from "./in-turns";

/** How long a job may take before the benchmark gives up. */
const MOST_SECONDS = 1800;

/** How a declared job ended that was run on request. */
export interface JobRun {
  /** From the request to the job's end, with what it takes to start its pod. */
  readonly seconds: number;
  /** What the last of its programs says of what it did. */
  readonly outcome: Readonly<Record<string, unknown>>;
}

/**
 * Has a CronJob's job run as a person would, and waits until it has succeeded.
 * @param name of the job, which there must not be yet
 * @throws Error with what it printed, where it fails or tells nothing
 */
export async function runJob({ jobs, lab }: DatabaseUnderTest, cronJob: string, name: string): Promise<JobRun> {
  const { seconds } = await timed(async () => {
    await jobs.start(cronJob, name);
    // One watch: asking again and again would take the processors from what is measured.
    await lab.kubectl.run(
      [
        ...["wait", `job/${name}`, `--namespace=${NAMESPACE}`],
        ...["--for=jsonpath={.status.conditions[0].type}", `--timeout=${MOST_SECONDS}s`],
      ],
      undefined,
      MOST_SECONDS + 60,
    );
  });
  const { succeeded, log } = await jobs.end(name, 60);
  const outcome = lastOutcome(log);
  if (!succeeded || !outcome) throw new Error(`job ${name} failed:\n${log}`);
  return { seconds, outcome };
}

/** A number of an outcome. @throws Error where it has none of that name */
export function numberIn(outcome: JobRun["outcome"], field: string): number {
  const value = outcome[field];
  if (typeof value !== "number")
    throw new Error(`outcome.${field} is ${String(value)}, not a number: has it a new name?`);
  return value;
}
