/** A pod as the API server describes it, as far as it matters here. */
export interface PodItem {
  readonly kind: "Pod";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly name: string }[];
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string };
}

/** Pods of one kind on one node. */
export interface Workload {
  readonly namespace: string;
  /** What owns the pods, such as the Deployment `svc-identity`; a pod that nothing owns goes by its own name. */
  readonly name: string;
  readonly pods: number;
  /** Those that neither run nor have done their work. */
  readonly notRunning: number;
}

/** The workloads that these pods belong to, by namespace and name. */
export function workloadsOf(pods: readonly PodItem[]): Workload[] {
  const found = new Map<string, Workload>();
  for (const { metadata, status } of pods) {
    const [namespace, name] = [metadata.namespace, workloadName(metadata)];
    const before = found.get(`${namespace}/${name}`) ?? { namespace, name, pods: 0, notRunning: 0 };
    const idle = status.phase === "Running" || status.phase === "Succeeded" ? 0 : 1;
    found.set(`${namespace}/${name}`, { ...before, pods: before.pods + 1, notRunning: before.notRunning + idle });
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, workload]) => workload);
}

/** A Deployment's pods are owned by a ReplicaSet, which is called like the Deployment and the hash of its template. */
function workloadName({ name, labels = {}, ownerReferences = [] }: PodItem["metadata"]): string {
  const owner = ownerReferences[0]?.name ?? name;
  const hash = labels["pod-template-hash"];
  return hash !== undefined && owner.endsWith(`-${hash}`) ? owner.slice(0, -hash.length - 1) : owner;
}
