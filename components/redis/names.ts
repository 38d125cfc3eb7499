/** Name of the system, of its workload, and of its StatefulSet: as recorded. */
export const REDIS = "redis";

/** The names of the members' pods, and of the Services that are each member's stable address. */
export function memberNames(replicas: number): readonly string[] {
  return Array.from({ length: replicas }, (_, ordinal) => `${REDIS}-${ordinal}`);
}

/** TCP ports of a member: the programs' defaults. */
export const PORTS = { redis: 6379, sentinel: 26_379, metrics: 9121 } as const;

/** The Services beside the members' own: one leads to the primary, the other names members. */
export const SERVICES = { primary: "redis-primary", headless: "redis-headless" } as const;

/** Label by which Kubernetes tells the pods of a StatefulSet from each other. */
export const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";

/** What Sentinel calls the primary and its replicas, and clients ask it for. */
export const GROUP = "gx";

/** The Secret of the services' password, and its key there: as recorded. */
export const CREDENTIALS = { secret: "redis-credentials", variable: "REDIS_PASSWORD" } as const;

/** Name of the workload that dumps, and of the Secret with the password that it logs in with. */
export const DUMP = "redis-dump";

/** ConfigMap with the certificate of the authority to trust. */
export const AUTHORITY_CONFIG_MAP = "redis-authority";

/** Folders in a member's containers. */
export const FOLDERS = {
  data: "/data",
  configuration: "/etc/redis",
  users: "/etc/redis-users",
  passwords: "/etc/redis-passwords",
  serverTls: "/tls/server",
  run: "/run/redis",
} as const;

/** What each loop of the keeper touches. */
export const KEEPER_SIGN = `${FOLDERS.run}/keeper`;

/** Name of the claims' template. */
export const CLAIM = "redis-data";
