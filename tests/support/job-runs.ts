import type { Kubectl } from "../../lab/kubectl";
import { waitUntil } from "../../lab/wait";
import type { ProcessPods } from "../process-pods/process-pods";

/** How a job ended, and what its pods printed. */
export interface JobRun {
  readonly succeeded: boolean;
  readonly log: string;
}

interface JobPod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly initContainers?: readonly Named[]; readonly containers: readonly Named[] };
}

interface Job {
  readonly spec: { readonly template: { readonly spec: JobPod["spec"] & { readonly volumes: readonly Volume[] } } };
}

interface Volume extends Named {
  readonly secret?: object;
}

/** What a job runs instead of what is declared. */
export interface RunInstead {
  readonly command: readonly string[];
  /** Names of Secrets by the volumes that mount them. */
  readonly secrets?: Readonly<Record<string, string>>;
}

interface Named {
  readonly name: string;
}

/** Jobs of one namespace, whose pods run as processes. */
export class JobRuns {
  /** @param namespace in which all of it is */
  constructor(
    private readonly kubectl: Kubectl,
    private readonly pods: ProcessPods,
    private readonly namespace: string,
  ) {}

  /**
   * Has a CronJob's job run now, as a person would have it.
   * @param instead what its container runs instead of its own command, and Secrets that it mounts instead, by volume
   */
  async start(cronJob: string, name: string, instead?: RunInstead): Promise<void> {
    const create = ["create", "job", name, `--from=cronjob/${cronJob}`, this.inNamespace];
    if (!instead) {
      await this.kubectl.run(create);
      return;
    }
    const job = JSON.parse(await this.kubectl.run([...create, "--dry-run=client", "--output=json"])) as Job;
    const { containers, volumes } = job.spec.template.spec;
    Object.assign(containers[0]!, { command: instead.command });
    for (const [volume, secretName] of Object.entries(instead.secrets ?? {})) {
      Object.assign(volumes.find(({ name: called }) => called === volume)!.secret!, { secretName });
    }
    await this.kubectl.run(["create", "--filename=-"], JSON.stringify(job));
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

  /** The containers of a job's pods, in the order in which they run: the first pod's first. */
  async containersOf(name: string): Promise<readonly (readonly [pod: string, container: string])[]> {
    const { items } = await this.kubectl.get<{ readonly items: readonly JobPod[] }>(
      ...["pods", this.inNamespace, `--selector=job-name=${name}`, "--sort-by=.metadata.creationTimestamp"],
    );
    return items.flatMap(({ metadata, spec }) =>
      [...(spec.initContainers ?? []), ...spec.containers].map((container) => [metadata.name, container.name] as const),
    );
  }

  /** What a job's pods printed so far. */
  async log(name: string): Promise<string> {
    return (await this.containersOf(name)).map(([pod, container]) => this.pods.logs(pod, container)).join("");
  }

  private get inNamespace(): string {
    return `--namespace=${this.namespace}`;
  }
}
