import type { Cluster } from "./cluster";
import type { Job, Pod } from "./kubernetes-types";

/** Enough for the last line, and what a container may print after it. */
const LAST_LINES = 20;

/** What the programs of a Job say last, as one line of JSON. */
export interface Outcome {
  /** Empty where none of them got so far, or its pod is gone. */
  readonly told: Readonly<Record<string, unknown>>;
  /** Why nothing is known; undefined where something is. */
  readonly unknownBecause: string | undefined;
}

/** What a Job's last pod told. Never throws: a node that is away takes its logs with it, and the rest is known all the same. */
export async function outcomeOf(cluster: Cluster, job: Job): Promise<Outcome> {
  try {
    const pod = (await cluster.podsOf(job)).at(-1);
    if (pod === undefined) return { told: {}, unknownBecause: "its pod is gone" };
    for (const { name, end } of begunContainers(pod).reverse()) {
      const told = lastOutcome(await cluster.log(pod, name, LAST_LINES));
      if (told) return { told, unknownBecause: undefined };
      // One that keeps what it restored says what it did and goes on; many say nothing before their end.
      if (end === undefined) continue;
      // One that was killed says nothing, and what an earlier one said is not the end of it.
      const killed = `container ${name} ended without a word: ${end.reason ?? "for no reason"}, exit code ${end.exitCode}`;
      if (end.exitCode !== 0) return { told: {}, unknownBecause: evictionOf(pod) ?? killed };
    }
    return { told: {}, unknownBecause: obstacleOf(pod) ?? "its containers told no outcome" };
  } catch (error) {
    return { told: {}, unknownBecause: error instanceof Error ? error.message : String(error) };
  }
}

/** The last line in which a program says how it ended; undefined where none did. */
export function lastOutcome(log: string): Readonly<Record<string, unknown>> | undefined {
  const line = log.split("\n").findLast((found) => found.startsWith("{") && found.includes('"result"'));
  if (line === undefined) return undefined;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** What a program says is wrong, or else why that isn't known. */
export function errorIn({ told, unknownBecause }: Outcome, failure = ""): string {
  if (typeof told.error === "string") return told.error;
  return [failure, unknownBecause ?? "its programs named no error"].filter(Boolean).join("; ");
}

/** How many bytes were backed up or restored, where the outcome says. */
export function bytesIn({ told }: Outcome): number | undefined {
  return [told.bytes, told.sizeBytes].find((value) => typeof value === "number");
}

function begunContainers({ spec, status }: Pod) {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].flatMap(({ name }) => {
    const { running, terminated: end } = statuses.find((one) => one.name === name)?.state ?? {};
    return running || end ? [{ name, end }] : [];
  });
}

function evictionOf({ status }: Pod): string | undefined {
  return status?.reason && [status.reason, status.message].filter(Boolean).join(": ");
}

/** Why a pod's containers don't run, as its status says. */
export function obstacleOf(pod: Pod): string | undefined {
  const { status } = pod;
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === "PodScheduled" && is === "False");
  const waiting = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(
    ({ state }) => state?.waiting && !["PodInitializing", "ContainerCreating"].includes(state.waiting.reason ?? ""),
  );
  const { reason, message } = waiting?.state?.waiting ?? unscheduled ?? {};
  return evictionOf(pod) ?? ([reason, message].filter(Boolean).join(": ") || undefined);
}
