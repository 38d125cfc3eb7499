import { OWNER_STACK_LABEL, type EnvironmentName } from "../../components/shared/labels";
import type { ClusterAccess } from "../../stacks/environment";
import { readKubeconfig } from "../../stacks/preflight/kubeconfig-file";
import { UserError } from "../../toolchain/user-error";
import { apiRefusal } from "./api-refusal";
import type { CronJob, Job, Pod } from "./kubernetes-types";

/** An API server that hasn't answered by then counts as away. */
const TIMEOUT_MS = 30_000;
/** Kubernetes' own label of a Job's pods. */
const JOB_NAME_LABEL = "batch.kubernetes.io/job-name";

/** Whether a change is only tried: the API server checks it and stores nothing. */
export interface Trial {
  readonly isDryRun: boolean;
}

/** What the commands for backups ask of a cluster. Everything throws UserError where the API server is away or refuses. */
export interface Cluster {
  /** The CronJobs of a stack, in all namespaces. */
  cronJobs(stack: EnvironmentName): Promise<readonly CronJob[]>;
  jobs(namespace: string): Promise<readonly Job[]>;
  /** `undefined` where there is none any more. */
  job(namespace: string, name: string): Promise<Job | undefined>;
  /** The pods of a Job, the newest last. */
  podsOf(job: Job): Promise<readonly Pod[]>;
  /** The last lines that a container printed; all of them without `lines`. */
  log(pod: Pod, container: string, lines?: number): Promise<string>;
  createJob(job: Job, trial: Trial): Promise<Job>;
  /** Removes a Job with its pods. */
  deleteJob(job: Job, trial: Trial): Promise<void>;
}

/**
 * The cluster that a kubeconfig's context names, as that context's user.
 * @throws ConfigError when the file or the context doesn't exist
 */
export async function connectCluster(access: Pick<ClusterAccess, "kubeconfigPath" | "context">): Promise<Cluster> {
  const { kubeconfig, server } = await readKubeconfig(access);
  // An ES module, which a CommonJS program can only import while it runs.
  const { ApiException, BatchV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  const batch = kubeconfig.makeApiClient(BatchV1Api);
  const core = kubeconfig.makeApiClient(CoreV1Api);

  /** @param what verb and resource, as a role grants them */
  const asked = async <Answer>(what: string, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await inTime(answer);
    } catch (error) {
      if (error instanceof ApiException) throw apiRefusal(what, error.code, error.body);
      throw new UserError(`${server} can't be reached to ${what}: ${messageOf(error)}; is the cluster up?`);
    }
  };

  return {
    async cronJobs(stack) {
      const labelSelector = `${OWNER_STACK_LABEL}=${stack}`;
      return (await asked("list cronjobs in all namespaces", batch.listCronJobForAllNamespaces({ labelSelector })))
        .items;
    },
    async jobs(namespace) {
      return (await asked(`list jobs in ${namespace}`, batch.listNamespacedJob({ namespace }))).items;
    },
    job(namespace, name) {
      const found = batch.readNamespacedJob({ namespace, name }).catch((error: unknown) => {
        if (error instanceof ApiException && error.code === 404) return undefined;
        throw error;
      });
      return asked(`get jobs in ${namespace}`, found);
    },
    async podsOf({ metadata = {} }) {
      const { name = "", namespace = "" } = metadata;
      const labelSelector = `${JOB_NAME_LABEL}=${name}`;
      const { items } = await asked(`list pods in ${namespace}`, core.listNamespacedPod({ namespace, labelSelector }));
      return [...items].sort((a, b) => createdMs(a) - createdMs(b));
    },
    log({ metadata = {} }, container, tailLines) {
      const { name = "", namespace = "" } = metadata;
      const request = { name, namespace, container, ...(tailLines !== undefined && { tailLines }) };
      return asked(`get pods/log in ${namespace}`, core.readNamespacedPodLog(request));
    },
    createJob(body, { isDryRun }) {
      const { namespace = "" } = body.metadata ?? {};
      return asked(
        `create jobs in ${namespace}`,
        batch.createNamespacedJob({ namespace, body, ...(isDryRun && { dryRun: "All" }) }),
      );
    },
    async deleteJob({ metadata = {} }, { isDryRun }) {
      const { name = "", namespace = "", uid } = metadata;
      const propagationPolicy = "Background";
      await asked(
        `delete jobs in ${namespace}`,
        batch.deleteNamespacedJob({
          ...{ name, namespace, propagationPolicy, body: { preconditions: { uid }, propagationPolicy } },
          ...(isDryRun && { dryRun: "All" }),
        }),
      );
    },
  };
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

function createdMs({ metadata }: Pod): number {
  return metadata?.creationTimestamp?.getTime() ?? 0;
}

/** What failed beneath is what helps: "fetch failed" says nothing. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
