import type { ContainerRunner } from "./container-runner";
import type { Pod } from "./kubernetes-types";

/** How far a pod is. */
export interface PodProgress {
  /** As last seen, for its readiness gates. */
  readonly pod: Pod;
  readonly startedAt: string;
  /** Undefined before it has one. */
  readonly address: string | undefined;
  /** Why it can't be started yet. */
  readonly obstacle: string | undefined;
  /** Why it was evicted. */
  readonly eviction: string | undefined;
  readonly initContainers: readonly ContainerRunner[];
  readonly containers: readonly ContainerRunner[];
  readonly isInitialized: boolean;
  /** Whether it has ended for good, and nothing of it runs. */
  readonly hasEnded: boolean;
}

/** A pod's status in the words of the API, apart from the conditions, which are {@link podConditions}. */
export function podStatus(progress: PodProgress): object {
  const { startedAt, address, eviction, initContainers, containers } = progress;
  return {
    phase: phaseOf(progress),
    ...(eviction && { reason: "Evicted", message: eviction }),
    startTime: startedAt,
    ...(address && { podIP: address, podIPs: [{ ip: address }] }),
    initContainerStatuses: initContainers.map((runner) => containerStatus(runner, progress)),
    containerStatuses: containers.map((runner) => containerStatus(runner, progress)),
  };
}

/** Which conditions of a pod are true. */
export function podConditions(progress: PodProgress): Readonly<Record<string, boolean>> {
  const { pod, address, containers, isInitialized } = progress;
  const containersReady = isInitialized && containers.every(({ isReady }) => isReady);
  const gates = pod.spec?.readinessGates ?? [];
  const isOpen = (type: string) =>
    pod.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ?? false;
  return {
    PodReadyToStartContainers: address !== undefined,
    Initialized: isInitialized,
    ContainersReady: containersReady,
    Ready: containersReady && gates.every(({ conditionType }) => isOpen(conditionType)),
  };
}

function phaseOf({ isInitialized, hasEnded, eviction, containers, initContainers }: PodProgress): string {
  if (hasEnded) {
    if (eviction) return "Failed";
    const all = [...initContainers.filter(({ exitCode }) => exitCode !== undefined), ...containers];
    return all.every(({ exitCode }) => exitCode === 0) ? "Succeeded" : "Failed";
  }
  return isInitialized ? "Running" : "Pending";
}

function containerStatus(runner: ContainerRunner, { obstacle }: PodProgress): object {
  const { container, state, lastState, isReady, isStarted, restartCount } = runner;
  const isWaiting = "waiting" in state && state.waiting.reason === "ContainerCreating";
  return {
    name: container.name,
    image: container.image,
    imageID: "",
    ready: isReady,
    started: isStarted,
    restartCount,
    state: isWaiting && obstacle ? { waiting: { ...state.waiting, message: obstacle } } : state,
    ...(lastState && { lastState }),
  };
}
