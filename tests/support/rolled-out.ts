import { setTimeout as pause } from "node:timers/promises";
import type { Kubectl } from "../../lab/kubectl";
import { waitUntil } from "../../lab/wait";
import { WAIT_SECONDS } from "./bare-lab";

/** Between two questions: asking more often would take the processors from who is to make it ready. */
const PAUSE_MS = 300;

interface StatefulSet {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly updateRevision?: string;
    readonly currentRevision?: string;
    readonly readyReplicas?: number;
  };
}

/** Waits until all pods of a StatefulSet are as it was declared last, and ready. */
export async function rolledOut(kubectl: Kubectl, namespace: string, statefulSet: string): Promise<void> {
  await waitUntil(`all pods of ${statefulSet} to be new ones and ready`, 2 * WAIT_SECONDS, async () => {
    await pause(PAUSE_MS);
    const text = await kubectl.run(["get", "statefulset", statefulSet, `--namespace=${namespace}`, "--output=json"]);
    const { metadata, spec, status } = JSON.parse(text) as StatefulSet;
    const isSeen = status.observedGeneration === metadata.generation;
    const isNew = status.updateRevision === status.currentRevision && status.readyReplicas === spec.replicas;
    return (isSeen && isNew) || JSON.stringify(status);
  });
}
