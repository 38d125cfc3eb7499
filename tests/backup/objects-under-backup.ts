import { DUMP } from "../../components/backup/objects/dump-source";
import { waitUntil } from "../../lab/wait";
import type { Executed } from "../process-pods/container-process";
import { startPodsLab } from "../process-pods/pods-lab";
import type { ProcessPods } from "../process-pods/process-pods";
import { apply, WAIT_SECONDS } from "../support/bare-lab";
import { type DeclaredObject, declaredObjectsOf } from "../support/declared-objects";
import type { TestLab } from "../support/test-lab";
import { backupImages } from "./backup-images";
import { BackupUnderTest } from "./backup-under-test";

/** Mainnet's namespace that has pods, and all of its namespaces. */
export const NAMESPACE = "backend-mainnet";
export const NAMESPACES = [NAMESPACE, "fabric", "monitoring"] as const;
const IN_NAMESPACE = `--namespace=${NAMESPACE}`;

/** Runs a program in the pod that has a decrypted dump. */
export type Inside = (...words: readonly string[]) => Promise<Executed>;

/** What there is of Secrets: each one's data, in base64, by its name. */
export type Secrets = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

interface CronJob {
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: { readonly template: { readonly spec: { readonly containers: { command: string[] }[] } } };
    };
  };
}

/** What mainnet declares on a lab, with pods of the object store and of jobs alone, and its backups. */
export class ObjectsUnderBackup {
  private constructor(
    readonly lab: TestLab,
    private readonly pods: ProcessPods,
    readonly backup: BackupUnderTest,
  ) {}

  /** Starts a lab called `name`. */
  static async start(name: string): Promise<ObjectsUnderBackup> {
    const { lab, pods } = await startPodsLab(name, NAMESPACE, { images: await backupImages() });
    try {
      const declared = await declaredObjectsOf(["postgres", "redis", "services"], {});
      await apply(lab.kubectl, ...declared.filter(({ kind }) => kind !== "Job").map(withoutPods));
      return new ObjectsUnderBackup(lab, pods, await BackupUnderTest.start(lab, pods, false));
    } catch (error) {
      await pods.dispose();
      await lab.dispose();
      throw error;
    }
  }

  async dispose(): Promise<void> {
    await this.pods.dispose();
    await this.lab.dispose();
  }

  /** The Secrets of a namespace. */
  async secrets(namespace: string): Promise<Secrets> {
    const { items } = await this.lab.kubectl.get<{
      readonly items: readonly { readonly metadata: { readonly name: string }; readonly data?: Secrets[string] }[];
    }>("secrets", `--namespace=${namespace}`);
    return Object.fromEntries(items.map(({ metadata, data }) => [metadata.name, data]));
  }

  /** The newest dump, as kubectl takes it. @throws Error where it can't be read */
  async dumped(): Promise<string> {
    const { exitCode, stdout, stderr } = await this.withDump((inside) =>
      inside("gzip", "-dc", "/dump/objects.json.gz"),
    );
    if (exitCode !== 0) throw new Error(`gzip: ${stderr}`);
    return stdout;
  }

  /** Does something with the newest dump, decrypted in a pod of the restore test that only sleeps, as the runbook has it. */
  async withDump<T>(work: (inside: Inside) => Promise<T>): Promise<T> {
    const { kubectl } = this.lab;
    const { spec } = await kubectl.get<CronJob>("cronjob", `${DUMP}-test`, IN_NAMESPACE);
    const job = structuredClone(spec.jobTemplate.spec);
    job.template.spec.containers[0]!.command = ["sleep", "10800"];
    const metadata = { name: "dumped", namespace: NAMESPACE };
    await apply(kubectl, { apiVersion: "batch/v1", kind: "Job", metadata, spec: job });
    try {
      const pod = await this.runningPod("dumped");
      return await work((...words) => this.pods.exec(pod, "prove", words));
    } finally {
      await kubectl.run(["delete", "job", "dumped", IN_NAMESPACE, "--cascade=foreground", "--wait=true"]);
    }
  }

  /** What `kubectl auth` answers to the account that dumps. */
  async asDumper(...words: readonly string[]): Promise<string> {
    const account = `--as=system:serviceaccount:${NAMESPACE}:${DUMP}`;
    return (await this.lab.kubectl.attempt(["auth", ...words, account])).stdout.trim();
  }

  /** Waits until the API server says so of the account that dumps: it learns of roles a moment after they change. */
  async mayListSecrets(namespace: string, answer: "yes" | "no"): Promise<void> {
    await waitUntil(`list secrets in ${namespace}: ${answer}`, WAIT_SECONDS, async () => {
      const found = await this.asDumper("can-i", "list", "secrets", `--namespace=${namespace}`);
      return found === answer || found;
    });
  }

  private async runningPod(job: string): Promise<string> {
    let pod = "";
    await waitUntil(`the pod of job ${job} to run`, WAIT_SECONDS, async () => {
      const { items } = await this.lab.kubectl.get<{
        readonly items: readonly {
          readonly metadata: { readonly name: string };
          readonly status: { readonly phase?: string };
        }[];
      }>("pods", `--selector=job-name=${job}`, IN_NAMESPACE);
      pod = items[0]?.metadata.name ?? "";
      return items[0]?.status.phase === "Running" || `${pod}: ${this.pods.logs(pod, "fetch").slice(-500)}`;
    });
    return pod;
  }
}

/** Declared as it is, but for how many pods there are. */
function withoutPods(object: DeclaredObject): DeclaredObject {
  const hasReplicas = ["StatefulSet", "Deployment"].includes(object.kind);
  const changes = { ...(hasReplicas && { replicas: 0 }), ...(object.kind === "CronJob" && { suspend: true }) };
  return { ...object, ...(object.spec && { spec: { ...object.spec, ...changes } }) };
}
