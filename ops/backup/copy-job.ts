import { CONTAINERS } from "../../components/backup/names";
import type { CronJob, Job, PodSpec } from "./kubernetes-types";
import { fetching, named, PHYSICAL, physicalContainer, podOf, withWord } from "./requested-job";

/** A copy ends by itself after so long: what is in it is in the clear. */
export const COPY_HOURS = 3;
/** For how long one that has ended can still be asked why. */
const COPY_KEPT_SECONDS = 3600;

/** Which backup is restored, and what its copy is called. */
export interface WantedCopy {
  /** As its kind is named; the newest without it. */
  readonly backup: string | undefined;
  /** Of physical backups, the timeline that is followed; the newest without it. */
  readonly timeline: number | undefined;
  /** Kubernetes completes it without. */
  readonly name: string | undefined;
}

/** What restores a backup, to be looked at, and in which container. */
export interface CopyJob {
  readonly job: Job;
  readonly container: string;
}

/**
 * A Job that does what a restore test does, in a pod like it, and keeps what it restored until somebody deletes it. No CronJob's, and
 * called as is wanted or like the test.
 * @throws Error where the test can't
 */
export function copyJob(test: CronJob, { name, ...which }: WantedCopy): CopyJob {
  const { spec } = test.spec!.jobTemplate;
  const pod = podOf(test);
  const { metadata, ...job } = named(test, "copy");
  const [container, kept] = keptPod(pod, which);
  return {
    container,
    job: {
      ...job,
      metadata: name === undefined ? metadata : { ...metadata, generateName: undefined, name },
      spec: {
        ...spec,
        backoffLimit: 0,
        activeDeadlineSeconds: COPY_HOURS * 3600,
        ttlSecondsAfterFinished: COPY_KEPT_SECONDS,
        template: { ...spec!.template, spec: kept },
      },
    },
  };
}

/** A restore test's pod that keeps what it restores, and the container that does. */
function keptPod(
  pod: PodSpec,
  { backup, timeline }: Omit<WantedCopy, "name">,
): readonly [container: string, pod: PodSpec] {
  const physical = physicalContainer(pod.containers);
  if (physical) {
    const along = timeline === undefined ? [] : [`--timeline=${timeline}`];
    const looking = { ...physical, command: [PHYSICAL, "look", backup ?? "latest", ...along] };
    return [physical.name, { ...pod, containers: [looking] }];
  }
  const [prove] = pod.containers;
  if (!prove) throw new Error("a pod without containers");
  const initContainers = (pod.initContainers ?? []).map((container) =>
    container.name === CONTAINERS.fetch ? fetching(container, backup) : container,
  );
  return [prove.name, { ...pod, initContainers, containers: [withWord(prove, "--keep")] }];
}
