/** A cluster filled with kubectl to look like the recorded estate: what stands in it, and what of that can be taken over. */
/** A value that nothing may show. */
export const HIDDEN = "hunter2";

/** Mainnet's namespace, in which most of it stands. */
export const NAMESPACE = "backend-mainnet";
const DENY_ALL = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
const statefulSet = (name: string, more: object = {}) => ({
  ...{ apiVersion: "apps/v1", kind: "StatefulSet", metadata: { name, namespace: NAMESPACE } },
  spec: {
    ...{ serviceName: `${name}-headless`, replicas: 3, selector: { matchLabels: { app: name } } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [{ name, image: `docker.io/library/${name}:7` }],
        nodeSelector: { "node-role": "primary" },
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { labelSelector: { matchLabels: { app: name } }, topologyKey: "kubernetes.io/hostname" },
            ],
          },
        },
      },
    },
    ...more,
  },
});
const CLAIM = {
  metadata: { name: "postgres-storage" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
};
/** Objects as somebody left them, each made by hand. */
export const ESTATE: readonly object[] = [
  ...[NAMESPACE, "fabric"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { name, team: "ledger" } },
  })),
  ...[NAMESPACE, "fabric"].map((of) => ({
    ...{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" },
    ...{ metadata: { name: "default-deny-all", namespace: of }, spec: DENY_ALL },
  })),
  {
    ...{ apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name: "gx-testnet" } },
    ...{ value: 1000, preemptionPolicy: "Never", description: "made by hand" },
  },
  {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: "postgres-replica", namespace: NAMESPACE } },
    spec: { selector: { app: "postgres" }, ports: [{ name: "sql", port: 5432, targetPort: "sql" }] },
  },
  statefulSet("postgres", { volumeClaimTemplates: [CLAIM] }),
  statefulSet("couchdb"),
  {
    ...{ apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata: { name: "postgres", namespace: NAMESPACE } },
    spec: { minAvailable: 2, selector: { matchLabels: { app: "postgres" } } },
  },
  {
    ...{ apiVersion: "v1", kind: "Secret", metadata: { name: "postgres-credentials", namespace: NAMESPACE } },
    stringData: { password: HIDDEN },
  },
];
/** What can be taken over as it stands. */
export const ADOPTABLE = [
  `Namespace ${NAMESPACE}`,
  "Namespace fabric",
  `NetworkPolicy ${NAMESPACE}/default-deny-all`,
  "NetworkPolicy fabric/default-deny-all",
  `Service ${NAMESPACE}/postgres-replica`,
  "PriorityClass gx-testnet",
];
