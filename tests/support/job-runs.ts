import type { Kubectl } from "../../lab/kubectl";
import { waitUntil } from "../../lab/wait";
import type { ProcessPods } from "../process-pods/process-pods";

/** How a job ended, and what its pods printed. */
export interface JobRun {
  readonly succeeded: boolean;
  readonly log: string;
}

/** Jobs of one namespace, whose pods run as processes. */
export class JobRuns {
  /** @param namespace in which all of it is */
  constructor(
    private readonly kubectl: Kubectl,
    private readonly pods: ProcessPods,
    private readonly namespace: string,
  ) {}

  /** Has a CronJob's job run now, as a person would have it. */
  async start(cronJob: string, name: string): Promise<void> {
    await this.kubectl.run(["create", "job", name, `--from=cronjob/${cronJob}`, this.inNamespace]);
  }

  /** Waits until a job has ended for good. @throws Error with what it printed last, where it never does */
  async end(name: string, deadlineSeconds: number): Promise<JobRun> {
    let succeeded = false;
    await waitUntil(`job ${name} to end`, deadlineSeconds, async () => {
      const path = "--output=jsonpath={.status.conditions[?(@.status=='True')].type}";
      const conditions = await this.kubectl.run(["get", "job", name, this.inNamespace, path]);
      succeeded = conditions.includes("Complete");
      return succeeded || conditions.includes("Failed") || (await this.log(name)).slice(-2000);
    });
    return { succeeded, log: await this.log(name) };
  }

  /** A job's pods, the first one first, each with its only container. */
  async containersOf(name: string): Promise<readonly (readonly [pod: string, container: string])[]> {
    const lines = await this.kubectl.run([
      ...["get", "pods", this.inNamespace, `--selector=job-name=${name}`, "--sort-by=.metadata.creationTimestamp"],
      '--output=jsonpath={range .items[*]}{.metadata.name}{" "}{.spec.containers[0].name}{"\\n"}{end}',
    ]);
    return lines
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" ") as [string, string]);
  }

  /** What a job's pods printed so far. */
  async log(name: string): Promise<string> {
    return (await this.containersOf(name)).map(([pod, container]) => this.pods.logs(pod, container)).join("");
  }

  private get inNamespace(): string {
    return `--namespace=${this.namespace}`;
  }
}
