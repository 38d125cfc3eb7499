import { HOSTNAME_LABEL, LABEL_PREFIX, selectorLabels } from "../components/shared/labels";
import { restrictedContainerContext, restrictedPodContext } from "../components/shared/pod-security";
import { findContainer, processesOfContainer } from "../lab/faults/containers";
import { labNodesOf } from "../lab/inventory-nodes";
import type { Kubectl } from "../lab/kubectl";
import { POD_IMAGE } from "../lab/nodes/node-files";
import type { RealLayout } from "../lab/nodes/real-layout";
import { until } from "../tests/support/until";
import { nodeOfPod } from "./pod-addresses";

/** Marks the pods of a drill's clients: a drain passes them by. */
const CLIENT_LABEL = `${LABEL_PREFIX}/drill`;
/** Selects the pods of clients, and all others. */
export const CLIENTS = CLIENT_LABEL;
export const NO_CLIENTS = `!${CLIENT_LABEL}`;
/** Nobody's: the pod only sleeps. */
const USER_ID = 65534;

/** A pod on a node that does nothing: clients run in its network. */
export interface ClientPod {
  /** NAMESPACE/POD. */
  readonly name: string;
  readonly node: string;
}

/**
 * Starts a pod on each of the nodes that the declared policies take for one of `workload`: whoever is in its network may call whom
 * that may call, and nobody else.
 * @param nodes by name; all of the lab's by default
 */
export async function startClientPods(
  kubectl: Kubectl,
  namespace: string,
  workload: string,
  nodes: readonly string[] = labNodesOf().map(({ name }) => name),
): Promise<ClientPod[]> {
  const nameOf = (index: number) => `drill-${workload}-${index}`;
  const items = nodes.map((node, index) => clientPod(nameOf(index), namespace, workload, node));
  await kubectl.run(["apply", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  return nodes.map((node, index) => ({ name: `${namespace}/${nameOf(index)}`, node }));
}

/** The client's pod on a node that has none of these pods. @throws Error where each has one */
export async function podApartFrom(
  others: readonly string[],
  pods: readonly ClientPod[],
  { kubectl, namespace }: { readonly kubectl: Kubectl; readonly namespace: string },
): Promise<ClientPod> {
  const taken = await Promise.all(others.map((other) => nodeOfPod(kubectl, namespace, other)));
  const free = pods.find(({ node }) => !taken.includes(node));
  if (!free) throw new Error(`no node is left for a client: ${others.join(", ")} are on all of them`);
  return free;
}

/** Waits until a client's pod runs, as it does again once its node is back, and gives a process that is in its network. */
export async function processOfClient(layout: RealLayout, kubectl: Kubectl, { name }: ClientPod): Promise<number> {
  let pid: number | undefined;
  await until(`${name} to run`, async () => {
    const container = await findContainer(kubectl, name).catch((error: Error) => error.message);
    if (typeof container === "string") return container;
    pid = processesOfContainer(layout, container)[0];
    return pid !== undefined || "its container has ended";
  });
  return pid!;
}

function clientPod(name: string, namespace: string, workload: string, node: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { ...selectorLabels(workload), [CLIENT_LABEL]: "client" } },
    spec: {
      nodeSelector: { [HOSTNAME_LABEL]: node },
      // It stays where it is, however long its node is away.
      tolerations: [{ operator: "Exists" }],
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: restrictedPodContext(USER_ID),
      containers: [
        {
          name: "client",
          image: POD_IMAGE,
          imagePullPolicy: "Never",
          securityContext: restrictedContainerContext(),
          resources: { requests: { cpu: "10m", memory: "8Mi" }, limits: { memory: "32Mi" } },
        },
      ],
    },
  };
}
