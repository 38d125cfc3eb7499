/** What a fixture is made of: plain data, as a resource's properties are. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A resource before it has an identity of its own in a stack. */
export interface Fixture {
  /** Type token, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly props: { readonly [key: string]: Json };
  /** Whether the resource has the option; false where it isn't set. */
  readonly protect?: boolean;
}

/** The options of a resource that asks for nothing. */
const OPTIONS = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

/** What the engine sends in place of a string that is unknown at preview; the SDK's proxies recognise it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Every kind that runs pods: its type token and where its pod template stands. */
export const WORKLOAD_KINDS = [
  { type: "kubernetes:apps/v1:Deployment", template: "spec.template." },
  { type: "kubernetes:extensions/v1beta1:Deployment", template: "spec.template." },
  { type: "kubernetes:apps/v1:StatefulSet", template: "spec.template." },
  { type: "kubernetes:apps/v1:DaemonSet", template: "spec.template." },
  { type: "kubernetes:apps/v1:ReplicaSet", template: "spec.template." },
  { type: "kubernetes:core/v1:ReplicationController", template: "spec.template." },
  { type: "kubernetes:core/v1:PodTemplate", template: "template." },
  { type: "kubernetes:batch/v1:Job", template: "spec.template." },
  { type: "kubernetes:batch/v1beta1:CronJob", template: "spec.jobTemplate.spec.template." },
  { type: "kubernetes:core/v1:Pod", template: "" },
  { type: "kubernetes:v1:Pod", template: "" },
] as const;

const POD_LABELS = { "app.kubernetes.io/name": "svc-identity", "gxcoin.money/placement": "environment" };

const VALID_PROBES = {
  livenessProbe: { httpGet: { path: "/health", port: 3000 }, periodSeconds: 10 },
  readinessProbe: { httpGet: { path: "/readyz", port: 3000 }, periodSeconds: 5 },
};

/** A pod of mainnet that every policy accepts. */
const VALID_POD = {
  metadata: { labels: POD_LABELS },
  spec: {
    automountServiceAccountToken: false,
    serviceAccountName: "svc-identity",
    priorityClassName: "gx-mainnet-service",
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "node-role", operator: "In", values: ["primary"] }] }],
        },
      },
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            topologyKey: "kubernetes.io/hostname",
            labelSelector: { matchLabels: { "app.kubernetes.io/name": "svc-identity" } },
          },
        ],
      },
    },
    initContainers: [validContainer("migrate")],
    containers: [{ ...validContainer("svc-identity"), ...VALID_PROBES }],
    volumes: [{ name: "tmp", emptyDir: {} }],
  },
};

function validContainer(name: string) {
  return {
    name,
    image: "docker.io/gx-protocol/svc-identity:2.0.6",
    ports: [{ name: "http", containerPort: 3000 }],
    env: [
      { name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "svc-identity-database", key: "DATABASE_URL" } } },
    ],
    resources: { requests: { cpu: "100m", memory: "192Mi" }, limits: { cpu: "500m", memory: "384Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** Fields of some kinds beside the pods that they run. */
const VALID_SPECS: readonly (readonly [RegExp, string, number | string])[] = [
  [/:(Deployment|StatefulSet)$/, "spec.replicas", 3],
  [/:(DaemonSet|Deployment|StatefulSet)$/, "spec.revisionHistoryLimit", 3],
  [/:Deployment$/, "spec.progressDeadlineSeconds", 300],
  [/:CronJob$/, "spec.concurrencyPolicy", "Forbid"],
  [/:CronJob$/, "spec.timeZone", "Etc/UTC"],
  [/:CronJob$/, "spec.startingDeadlineSeconds", 3600],
  [/:CronJob$/, "spec.successfulJobsHistoryLimit", 3],
  [/:CronJob$/, "spec.failedJobsHistoryLimit", 3],
  [/:CronJob$/, "spec.jobTemplate.spec.activeDeadlineSeconds", 3600],
];

/** A workload of any kind, in backend-mainnet, that every policy accepts. */
export function validWorkload(type: string): Fixture {
  const template = WORKLOAD_KINDS.find((kind) => kind.type === type)?.template ?? "spec.template.";
  const bare: Fixture = { type, props: { metadata: { name: "svc-identity", namespace: "backend-mainnet" }, spec: {} } };
  const withPod = Object.entries(VALID_POD).reduce(
    (fixture, [part, value]) =>
      withField(
        fixture,
        template + part,
        part === "metadata" ? { ...(fixture.props.metadata as object), ...value } : value,
      ),
    bare,
  );
  return VALID_SPECS.filter(([kinds]) => kinds.test(type)).reduce(
    (fixture, [, field, value]) => withField(fixture, field, value),
    withPod,
  );
}

/** The disruption budget of {@link validWorkload}. */
export const VALID_BUDGET: Fixture = {
  type: "kubernetes:policy/v1:PodDisruptionBudget",
  props: {
    metadata: { name: "svc-identity", namespace: "backend-mainnet" },
    spec: { maxUnavailable: 1, selector: { matchLabels: { "app.kubernetes.io/name": "svc-identity" } } },
  },
};

/** The service account of {@link validWorkload}. */
export const VALID_ACCOUNT: Fixture = {
  type: "kubernetes:core/v1:ServiceAccount",
  props: { metadata: { name: "svc-identity", namespace: "backend-mainnet" }, automountServiceAccountToken: false },
};

/** The Service of {@link validWorkload}. */
export const VALID_SERVICE: Fixture = {
  type: "kubernetes:core/v1:Service",
  props: {
    metadata: { name: "svc-identity", namespace: "backend-mainnet" },
    spec: { selector: { "app.kubernetes.io/name": "svc-identity" }, ports: [{ port: 3000, targetPort: "http" }] },
  },
};

/** A node that the cluster layer labels. */
export const VALID_NODE: Fixture = {
  type: "kubernetes:core/v1:NodePatch",
  props: {
    metadata: {
      name: "srv1",
      labels: {
        "node-id": "vps1",
        "node-role": "primary",
        "topology.kubernetes.io/region": "phoenix",
        zone: "us-west",
      },
      annotations: { "gxcoin.money/k3s-role": "server" },
    },
  },
};

/** A namespace that every policy accepts, together with {@link VALID_DEFAULT_DENY} and {@link VALID_DNS}. */
export const VALID_NAMESPACE: Fixture = {
  type: "kubernetes:core/v1:Namespace",
  props: { metadata: { name: "backend-mainnet", labels: { "pod-security.kubernetes.io/enforce": "restricted" } } },
};

/** The policy that closes {@link VALID_NAMESPACE}. */
export const VALID_DEFAULT_DENY: Fixture = {
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  props: {
    metadata: { name: "default-deny-all", namespace: "backend-mainnet" },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  },
};

/** The policy that lets the pods of {@link VALID_NAMESPACE} ask CoreDNS. */
export const VALID_DNS: Fixture = {
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  props: {
    metadata: { name: "allow-dns", namespace: "backend-mainnet" },
    spec: {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: [
            { port: 53, protocol: "UDP" },
            { port: 53, protocol: "TCP" },
          ],
        },
      ],
    },
  },
};

/** The fixture with one field written, or removed where `value` is undefined. `field` is written as in a message. */
export function withField(fixture: Fixture, field: string, value: unknown): Fixture {
  // Not structuredClone: under jest its objects come from another realm, where the SDK puts no proxies around them.
  const props = JSON.parse(JSON.stringify(fixture.props)) as Record<string, unknown>;
  const keys = [...field.matchAll(/\["([^"]+)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? plain ?? "",
  );
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Record<string, unknown>>(
    (object, key) => (object[key] ??= {}) as Record<string, unknown>,
    props,
  );
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return { ...fixture, props: props as Fixture["props"] };
}

/** The fixture as a resource of a stack. */
export function declared({ type, props, protect = false }: Fixture, stack = "mainnet") {
  return {
    type,
    props,
    name: "resource",
    urn: `urn:pulumi:${stack}::gx-infrastructure::${type}::resource`,
    opts: { ...OPTIONS, protect },
  };
}
