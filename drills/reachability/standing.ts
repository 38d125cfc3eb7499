import { NAME_LABEL } from "../../components/shared/labels";
import { type PodOfContainers, processesOfContainer, runningContainers } from "../../lab/faults/containers";
import type { Kubectl } from "../../lab/kubectl";
import type { RealLayout } from "../../lab/nodes/real-layout";

/** A pod that runs, and a process that is in its network. */
export interface StandingPod {
  /** NAMESPACE/POD. */
  readonly name: string;
  readonly namespace: string;
  /** What the policies take it for: the value of its name label. */
  readonly workload: string;
  readonly node: string;
  readonly address: string;
  readonly pid: number;
}

interface Pod extends PodOfContainers {
  readonly metadata: PodOfContainers["metadata"] & { readonly labels?: Readonly<Record<string, string>> };
  readonly status: PodOfContainers["status"] & { readonly podIP?: string };
}

/** All pods with a name label that run. @param selector which of them, by other labels */
export async function standingPods(layout: RealLayout, kubectl: Kubectl, selector: string): Promise<StandingPod[]> {
  const selected = `--selector=${NAME_LABEL},${selector}`;
  const { items } = await kubectl.get<{ items: Pod[] }>("pods", "--all-namespaces", selected);
  return items.flatMap((pod) => {
    const { namespace, name, labels } = pod.metadata;
    const [pid] = runningContainers(pod).flatMap((container) => processesOfContainer(layout, container));
    if (pid === undefined || pod.status.podIP === undefined) return [];
    return [
      {
        name: `${namespace}/${name}`,
        namespace,
        workload: labels?.[NAME_LABEL] ?? "",
        node: pod.spec.nodeName ?? "",
        address: pod.status.podIP,
        pid,
      },
    ];
  });
}
