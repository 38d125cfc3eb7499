import { CONTAINERS } from "../../components/backup/names";
import { REQUESTED_BY_BACKUP_COMMANDS, REQUESTED_BY_LABEL } from "../../components/shared/labels";
import type { CronJob, Job, PodSpec } from "./kubernetes-types";
import { nameOf } from "./sources";

/** What `kubectl create job --from` says of what it makes. */
const INSTANTIATE_ANNOTATION = "cronjob.kubernetes.io/instantiate";
/** A list that nobody waits for any more is removed after so long. */
const LIST_KEPT_SECONDS = 600;
const LIST_DEADLINE_SECONDS = 600;
/** What physical backups are made and restored by, with pgBackRest. */
export const PHYSICAL = "/opt/gx/backup";
/** Finds the Jobs that these commands made. */
export const REQUESTED_LABELS = { [REQUESTED_BY_LABEL]: REQUESTED_BY_BACKUP_COMMANDS };

/** A run of a CronJob out of its time, as `kubectl create job --from` makes it: what it says counts as that CronJob's. */
export function requestedRun(cronJob: CronJob): Job {
  const template = cronJob.spec!.jobTemplate;
  const job = named(cronJob, "by-hand");
  return {
    ...job,
    metadata: {
      ...job.metadata,
      annotations: { ...template.metadata?.annotations, [INSTANTIATE_ANNOTATION]: "manual" },
      ownerReferences: [
        {
          ...{ apiVersion: "batch/v1", kind: "CronJob", controller: true },
          ...{ name: nameOf(cronJob), uid: cronJob.metadata?.uid ?? "" },
        },
      ],
    },
    spec: template.spec!,
  };
}

/** What prints a list, and in which container. */
export interface ListJob {
  readonly job: Job;
  readonly container: string;
}

/**
 * A Job that prints which backups there are, made of what restores them: nothing else has their keys. No CronJob's: its success is no
 * proof of a backup.
 * `undefined` where the test is of a kind that can't.
 */
export function listJob(test: CronJob): ListJob | undefined {
  const { spec } = test.spec!.jobTemplate;
  const pod = podOf(test);
  const container = listingContainer(pod);
  if (container === undefined) return undefined;
  const job = {
    ...named(test, "list"),
    spec: {
      ...spec,
      backoffLimit: 0,
      activeDeadlineSeconds: LIST_DEADLINE_SECONDS,
      ttlSecondsAfterFinished: LIST_KEPT_SECONDS,
      template: { ...spec!.template, spec: { ...pod, initContainers: [], containers: [container] } },
    },
  };
  return { job, container: container.name };
}

/** A container that runs its program with one more word. */
export function withWord<Container extends { command?: string[] }>(container: Container, word: string): Container {
  return { ...container, command: [...(container.command ?? []), word] };
}

/** What fetches a dump by its stamp; without one the newest that has something in it, however old: there is no younger one. */
export function fetching<Container extends { command?: string[] }>(fetch: Container, stamp: string | undefined) {
  return withWord(fetch, stamp ?? "--newest");
}

/** The pods of a CronJob. */
export function podOf({ spec }: CronJob): PodSpec {
  return spec!.jobTemplate.spec!.template.spec!;
}

/** The container of a pod that makes or restores physical backups. */
export function physicalContainer(containers: PodSpec["containers"]) {
  return containers.find(({ command }) => command?.[0] === PHYSICAL);
}

function listingContainer({ initContainers = [], containers }: PodSpec) {
  const fetch = initContainers.find(({ name }) => name === CONTAINERS.fetch);
  if (fetch) return withWord(fetch, "--list");
  const pgbackrest = physicalContainer(containers);
  return pgbackrest && { ...pgbackrest, command: [PHYSICAL, "list"] };
}

/** What a Job made of a CronJob begins with, called after it and what it does. */
export function named(cronJob: CronJob, what: string): Job {
  const { metadata } = cronJob.spec!.jobTemplate;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      generateName: `${nameOf(cronJob)}-${what}-`,
      namespace: cronJob.metadata?.namespace,
      labels: { ...metadata?.labels, ...REQUESTED_LABELS },
    },
  };
}
