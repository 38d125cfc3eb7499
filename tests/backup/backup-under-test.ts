import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { waitUntil } from "../../lab/wait";
import { CLAIM_NAME, DeployedStore, POD as STORE, SERVER, SERVER_PROCESS } from "../objectstore/deployed-store";
import type { ProcessPods } from "../process-pods/process-pods";
import { WAIT_SECONDS } from "../support/bare-lab";
import { type DeclaredObject, declaredObjectsOf } from "../support/declared-objects";
import { JobRuns, type RunInstead } from "../support/job-runs";
import type { S3Bucket } from "../support/s3-bucket";
import type { TestLab } from "../support/test-lab";
import { asTested, STEP_SECONDS } from "./declared-as-tested";
import { MountedFiles } from "./mounted-files";

/** Mainnet's namespace, in which all of it runs, and the bucket that its dumps are kept in. */
const NAMESPACE = "backend-mainnet";
const BUCKET = "dumps";
/** How long a job of two steps may take, with what it takes to start and end pods. */
const JOB_SECONDS = 2 * STEP_SECONDS + 60;
/** Between two looks at what is gone a moment later. */
const CLOSE_LOOK_MS = 2;
/** How soon the store's server is stopped again that was started anew. */
const FREEZE_AGAIN_MS = 200;
const DAY_SECONDS = 86_400;

/** What is backed up. Its restore test is called like it, with `-test`. */
export type Source = "postgres-dump" | "redis-dump" | "objects-dump" | "etcd-dump";
export type DumpJob = Source | `${Source}-test` | "backup-off-site" | "backup-repository-off-site";

/** Where jobs run that don't run beside the store. */
export interface JobsElsewhere {
  readonly pods: ProcessPods;
  readonly namespace: string;
}

/** How a job ended: what it says last, and all that it printed. */
export interface DumpRun {
  readonly succeeded: boolean;
  readonly outcome: Readonly<Record<string, unknown>>;
  readonly log: string;
}

/**
 * Mainnet's backups of a lab's database or redis and the object store that they are kept in, as the program declares them; but jobs
 * run on request alone, are tried once, and have two minutes for each of their steps.
 */
export class BackupUnderTest {
  readonly store: DeployedStore;
  /** What the pods of jobs mount. */
  readonly files: MountedFiles;
  private readonly jobs: JobRuns;
  private runs = 0;

  private constructor(
    lab: TestLab,
    readonly pods: ProcessPods,
    hasServiceAddresses: boolean,
    jobs: JobsElsewhere = { pods, namespace: NAMESPACE },
  ) {
    this.store = new DeployedStore(lab.kubectl, pods, NAMESPACE, hasServiceAddresses);
    this.files = new MountedFiles(lab.kubectl, jobs.namespace);
    this.jobs = new JobRuns(lab.kubectl, jobs.pods, jobs.namespace);
  }

  /**
   * Deploys them beside what is backed up, on a lab whose pods were started with `backupImages` besides.
   * @param hasServiceAddresses whether addresses of Services lead somewhere on this lab
   * @param settings of backups, with secrets, instead of mainnet's own
   * @param jobs where those run that are asked for
   */
  static async start(
    lab: TestLab,
    pods: ProcessPods,
    hasServiceAddresses: boolean,
    settings?: object,
    jobs?: JobsElsewhere,
  ): Promise<BackupUnderTest> {
    const backup = new BackupUnderTest(lab, pods, hasServiceAddresses, jobs);
    const [changes, secret] = settings ? [{ backup: settings }, ["backup"]] : [{}, []];
    const known = { ...changes, clusterIdentity: lab.lab.clusterIdentity };
    const declared = await declaredObjectsOf(["objectstore", "backup"], known, secret);
    // Jobs of a namespace whose pods don't run here would be sources of which there never is a backup.
    const runs = [NAMESPACE, jobs?.namespace];
    const isRun = ({ kind, metadata }: DeclaredObject) => kind !== "CronJob" || runs.includes(metadata.namespace);
    const objects = declared.filter(isRun).map(asTested);
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
    await lab.kubectl.run(["apply", "--server-side", "--force-conflicts", "--filename=-"], list);
    await backup.store.isReady();
    return backup;
  }

  /** The bucket, as jobs see it. */
  bucket(): Promise<S3Bucket> {
    return this.store.bucket(BUCKET);
  }

  /** Has a job run that must succeed. Gives what it says last. @throws Error with what it printed, where it fails */
  async succeeds(job: DumpJob): Promise<DumpRun["outcome"]> {
    const { succeeded, outcome, log } = await this.end(await this.begin(job));
    if (!succeeded) throw new Error(`${job} failed:\n${log}`);
    return outcome;
  }

  /** Has a job run that must fail. Gives what it says is wrong. @throws Error with what it printed, where it succeeds or says nothing */
  async fails(job: DumpJob): Promise<string> {
    const { succeeded, outcome, log } = await this.end(await this.begin(job));
    if (succeeded || outcome.result !== "failed") throw new Error(`${job} did not fail with a reason:\n${log}`);
    return String(outcome.error);
  }

  /** Has a job run, and gives what it is called. */
  async begin(job: DumpJob): Promise<string> {
    const name = `${job}-${++this.runs}`;
    await this.jobs.start(job, name);
    return name;
  }

  /** Has a job's last container run another command instead, as runbooks do. */
  async instead(job: DumpJob, instead: RunInstead): Promise<DumpRun> {
    const name = `${job}-${++this.runs}`;
    await this.jobs.start(job, name, instead);
    return this.end(name);
  }

  /** Waits until a job has ended. @throws Error where it takes longer than it may */
  async end(name: string): Promise<DumpRun> {
    const { succeeded, log } = await this.jobs.end(name, JOB_SECONDS);
    return { succeeded, log, outcome: lastOutcome(log) };
  }

  /** Has a job stand still as soon as a container of its pod runs. Gives the pod. */
  async holdAt(name: string, container: string): Promise<string> {
    let pod: string | undefined;
    await waitUntil(`${container} of ${name} to run`, WAIT_SECONDS, async () => {
      pod ??= (await this.jobs.containersOf(name))[0]?.[0];
      return pod === undefined ? "it has no pod" : this.signalled(pod, container, "SIGSTOP");
    });
    return pod!;
  }

  /** Lets a container go on that stands still. */
  goOn(pod: string, container: string): void {
    this.pods.kill(pod, container, /./, "SIGCONT");
  }

  /** Kills all of a job's `keep` once the store has the encrypted file: before its manifest is sent. Gives that file's stamp. */
  async killBeforeManifest(name: string, source: Source): Promise<string> {
    const folder = join(await this.bucketFolder(), source);
    const pod = await this.holdAt(name, "keep");
    const before = new Set(filesIn(folder));
    this.goOn(pod, "keep");
    for (const deadline = Date.now() + WAIT_SECONDS * 1000; Date.now() < deadline; await pause(CLOSE_LOOK_MS)) {
      const file = filesIn(folder).find((found) => !before.has(found) && found.endsWith(".age"));
      if (file === undefined) continue;
      this.pods.kill(pod, "keep", /./);
      return file.split("/")[0]!;
    }
    throw new Error(`${name} sent no file within ${WAIT_SECONDS} s`);
  }

  /** Has the store say of an object that it was put so many days ago. */
  async setAge(key: string, days: number): Promise<void> {
    const then = Date.now() / 1000 - days * DAY_SECONDS;
    utimesSync(join(await this.bucketFolder(), key), then, then);
  }

  /** Does something while the store's server is stopped as it is: its probe has it started anew, and that is stopped, too. */
  async whileStoreIsFrozen<T>(work: () => Promise<T>): Promise<T> {
    const signal = (name: NodeJS.Signals) => this.signalled(STORE, SERVER, name, SERVER_PROCESS);
    signal("SIGSTOP");
    const again = setInterval(() => signal("SIGSTOP"), FREEZE_AGAIN_MS);
    try {
      return await work();
    } finally {
      clearInterval(again);
      await this.restartStore();
    }
  }

  /** Has the server begin anew: one that was frozen may have been told to end meanwhile. */
  private async restartStore(): Promise<void> {
    const restarts = async () => (await this.store.lives()).restarts[SERVER]!;
    const before = await restarts();
    this.signalled(STORE, SERVER, "SIGKILL");
    await waitUntil("the store's server to be started anew", WAIT_SECONDS, async () => {
      return (await restarts()) > before || `${before} restarts`;
    });
    await this.store.isReady();
  }

  /** Where the server keeps the bucket's objects. */
  private async bucketFolder(): Promise<string> {
    return join(await this.pods.volumeFolder(CLAIM_NAME), "buckets", BUCKET);
  }

  /** Sends a signal, or says why that can't be. */
  private signalled(pod: string, container: string, signal: NodeJS.Signals, match = /./): true | string {
    try {
      this.pods.kill(pod, container, match, signal);
      return true;
    } catch (error) {
      return String(error);
    }
  }
}

/** The last of the lines in which steps say how they ended; empty where none did. */
function lastOutcome(log: string): DumpRun["outcome"] {
  const line = log.split("\n").findLast((found) => /^\{.*"result":/.test(found));
  return line === undefined ? {} : (JSON.parse(line) as DumpRun["outcome"]);
}

/** The files below a folder, each by its path in there; none where there is no such folder yet. */
function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
