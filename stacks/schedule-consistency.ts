import { type CronSchedule, parseCronSchedule, runTogether } from "../components/shared/cron-schedule";
import type { ConfigProblem } from "./config-error";
import type { Schedule, Workload } from "./workload";

/** A workload that runs again and again. */
interface Scheduled {
  readonly name: string;
  readonly schedule: Schedule;
  readonly runs: CronSchedule;
}

/**
 * Jobs of an environment that ever begin at the same minute: each copies or restores a whole state, some of the same
 * server, and testnet has one node for all. Told of a setting where one says so.
 */
export function scheduleProblems(workloads: readonly Workload[]): readonly ConfigProblem[] {
  const jobs = workloads.flatMap(({ name, schedule }): Scheduled[] => {
    const runs = schedule && parseCronSchedule(schedule.cron);
    return runs ? [{ name, schedule, runs }] : [];
  });
  return jobs.flatMap((job, index) =>
    jobs
      .slice(0, index)
      .filter((other) => runTogether(job.runs, other.runs))
      .map((other) => togetherProblem(job, other)),
  );
}

function togetherProblem(job: Scheduled, other: Scheduled): ConfigProblem {
  const [moved, kept] =
    job.schedule.setting === undefined && other.schedule.setting !== undefined ? [other, job] : [job, other];
  return {
    field: moved.schedule.setting ?? `workloads.${moved.name}.schedule`,
    value: moved.schedule.cron,
    remedy: `must never run at the minute of ${kept.name}, which runs at ${kept.schedule.cron}: choose another minute`,
  };
}
