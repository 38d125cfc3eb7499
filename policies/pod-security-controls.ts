/**
 * The "restricted" Pod Security Standard of Kubernetes 1.34, baseline included, as data, with the CIS benchmark's ids;
 * and what this project asks beyond it. Exemptions of the standard for Windows pods and user namespaces aren't taken.
 *
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export interface Control {
  /** Paths from the pod's spec, or from a container, whose every value must be allowed. */
  readonly fields: readonly string[];
  /** Whether a value may stand there; undefined where nothing does. */
  readonly allows: (value: unknown) => boolean;
  /** The field of the pod's spec that a container's field falls back on where it isn't set. */
  readonly inherits?: string;
  /** What to do about it, as an instruction. */
  readonly remedy: string;
}

const oneOf =
  (...values: readonly unknown[]) =>
  (value: unknown) =>
    values.includes(value ?? undefined);
const unset = undefined;

const SAFE_SYSCTLS = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
] as const;

/** What a volume may come from; beside its one source it has a name. */
export const ALLOWED_VOLUME_SOURCES: ReadonlySet<string> = new Set([
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
]);

const HANDLERS = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];

/** Controls whose fields pods and containers share. */
const COMMON_CONTROLS: readonly Control[] = [
  {
    fields: ["securityContext.windowsOptions.hostProcess"],
    allows: oneOf(unset, false),
    remedy: "leave it out, host processes are privileged",
  },
  {
    fields: ["securityContext.seLinuxOptions.type"],
    allows: oneOf(unset, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"),
    remedy: "leave it out or use one of the container_… types",
  },
  {
    fields: ["securityContext.seLinuxOptions.user", "securityContext.seLinuxOptions.role"],
    allows: oneOf(unset, ""),
    remedy: "leave it out",
  },
  {
    fields: ["securityContext.appArmorProfile.type"],
    allows: oneOf(unset, "RuntimeDefault", "Localhost"),
    remedy: "leave it out or use RuntimeDefault",
  },
  {
    fields: ["securityContext.runAsUser"],
    allows: (value) => value !== 0,
    remedy: "use a user id other than 0 (CIS 5.2.7)",
  },
];

/** Controls on the pod's spec. */
export const POD_CONTROLS: readonly Control[] = [
  ...COMMON_CONTROLS,
  {
    fields: ["hostNetwork", "hostPID", "hostIPC"],
    allows: oneOf(unset, false),
    remedy: "leave it out, pods don't share the host's namespaces (CIS 5.2.3-5)",
  },
  {
    fields: ["securityContext.sysctls[*].name"],
    allows: oneOf(...SAFE_SYSCTLS),
    remedy: "remove it, only sysctls that don't reach beyond the pod are allowed",
  },
  {
    fields: ["securityContext.seccompProfile.type"],
    allows: oneOf(unset, "RuntimeDefault", "Localhost"),
    remedy: "use RuntimeDefault (CIS 5.6.2)",
  },
  {
    fields: ["securityContext.runAsNonRoot"],
    allows: oneOf(unset, true),
    remedy: "set it to true (CIS 5.2.7)",
  },
  {
    fields: ["automountServiceAccountToken"],
    allows: oneOf(false),
    remedy: "set it to false; a pod that calls the API mounts a projected token (CIS 5.1.6)",
  },
  {
    fields: ["serviceAccountName"],
    allows: (name) => typeof name === "string" && name !== "" && name !== "default",
    remedy: "name a service account of the workload's own (CIS 5.1.5)",
  },
];

/** Controls on every container, init and ephemeral ones included. */
export const CONTAINER_CONTROLS: readonly Control[] = [
  ...COMMON_CONTROLS,
  {
    fields: ["securityContext.privileged"],
    allows: oneOf(unset, false),
    remedy: "leave it out (CIS 5.2.2)",
  },
  {
    fields: ["securityContext.allowPrivilegeEscalation"],
    allows: oneOf(false),
    remedy: "set it to false (CIS 5.2.6)",
  },
  {
    fields: ["securityContext.capabilities.drop"],
    allows: (drop) => Array.isArray(drop) && drop.includes("ALL"),
    remedy: 'drop ["ALL"] (CIS 5.2.10)',
  },
  {
    fields: ["securityContext.capabilities.add[*]"],
    allows: oneOf("NET_BIND_SERVICE"),
    remedy: "remove it, only NET_BIND_SERVICE may be added (CIS 5.2.9)",
  },
  {
    fields: ["securityContext.readOnlyRootFilesystem"],
    allows: oneOf(true),
    remedy: "set it to true and mount an emptyDir where the program writes",
  },
  {
    fields: ["securityContext.runAsNonRoot"],
    inherits: "securityContext.runAsNonRoot",
    allows: oneOf(true),
    remedy: "set it to true here or on the pod (CIS 5.2.7)",
  },
  {
    fields: ["securityContext.seccompProfile.type"],
    inherits: "securityContext.seccompProfile.type",
    allows: oneOf("RuntimeDefault", "Localhost"),
    remedy: "use RuntimeDefault here or on the pod (CIS 5.6.2)",
  },
  {
    fields: ["securityContext.procMount"],
    allows: oneOf(unset, "Default"),
    remedy: "leave it out",
  },
  {
    fields: ["ports[*].hostPort"],
    allows: oneOf(unset, 0),
    remedy: "leave it out and reach the pod through a Service",
  },
  {
    fields: HANDLERS.flatMap((handler) => [`${handler}.httpGet.host`, `${handler}.tcpSocket.host`]),
    allows: oneOf(unset, ""),
    remedy: "leave it out, a probe goes to the pod's own address",
  },
];
