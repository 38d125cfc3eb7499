import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { EXPORTER_UID } from "../../images/postgres-ha/image";
import type { FailoverTimeBudget } from "../../stacks/failover-time-budget";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { restrictedContainerContext } from "../shared/pod-security";
import { apiTokenVolume } from "../workload/api-token";
import { secretVolume } from "../workload/mounted-files";
import { fromPod } from "../workload/pod-field";
import { repositoryMounts } from "./backup/repository-mounts";
import { repositoryServer } from "./backup/repository-server";
import { SHARED_MEMORY_MEBIBYTES } from "./memory";
import { CLAIM, FOLDERS, MONITORING_ROLE, PORTS } from "./names";
import { sizeQuantity } from "../shared/quantities";

/** Names of a member's containers. */
export const CONTAINERS = { server: "postgres", exporter: "exporter" } as const;

/** A replica that has still to apply more than this is given no reads. */
const MOST_LAG_OF_READS = "64MB";

/** What the exporter takes, beside the server. */
export const EXPORTER_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 10,
  cpuLimitMillicores: 100,
  memoryRequestMebibytes: 32,
  memoryLimitMebibytes: 64,
};

/** What a member's pod is made from. */
export interface MemberPodArgs {
  /** The whole reference, with registry and version. */
  readonly image: string;
  readonly serverResources: ResourceSpec;
  readonly failover: FailoverTimeBudget;
  /** Names of what it mounts. */
  readonly configMap: pulumi.Input<string>;
  readonly serverTlsSecret: pulumi.Input<string>;
  readonly memberTlsSecret: pulumi.Input<string>;
  /** Undefined where nothing is archived. */
  readonly repositorySecret?: pulumi.Input<string> | undefined;
}

type PodSpec = Pick<types.input.core.v1.PodSpec, "containers" | "volumes" | "terminationGracePeriodSeconds">;

/**
 * The part of a member's pod that is Postgres' own: the server under Patroni, the exporter of its metrics and, where there are
 * backups, the server that lets its files be copied.
 */
export function memberPod(args: MemberPodArgs): PodSpec {
  const api = apiTokenVolume();
  const backup = args.repositorySecret === undefined ? undefined : backupParts(args.image, args.repositorySecret);
  return {
    terminationGracePeriodSeconds: args.failover.podTerminationGracePeriodSeconds,
    containers: [
      serverContainer(args, [api.mount, ...(backup?.mounts ?? [])]),
      exporterContainer(args),
      ...(backup?.containers ?? []),
    ],
    volumes: [
      { name: "configuration", configMap: { name: args.configMap } },
      secretVolume("server-tls", args.serverTlsSecret),
      secretVolume("member-tls", args.memberTlsSecret),
      { name: "socket", emptyDir: { sizeLimit: "1Mi" } },
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
      { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: sizeQuantity(SHARED_MEMORY_MEBIBYTES) } },
      api.volume,
      ...(backup?.volumes ?? []),
    ],
  };
}

/** What a member has besides where there are backups: a way into the repository, and a container that lets its files be copied. */
function backupParts(image: string, repositorySecret: pulumi.Input<string>) {
  const repository = repositoryMounts(repositorySecret);
  const files = repositoryServer(image);
  return {
    mounts: repository.mounts,
    containers: [files.container],
    volumes: [...repository.volumes, ...files.volumes],
  };
}

function serverContainer(
  { image, serverResources, failover: { startup, liveness, readiness } }: MemberPodArgs,
  more: readonly types.input.core.v1.VolumeMount[],
): types.input.core.v1.Container {
  const address = (port: number) => `$(POD_IP):${port}`;
  return {
    name: CONTAINERS.server,
    image,
    command: ["/opt/gx/start"],
    ports: [
      { name: "sql", containerPort: PORTS.sql },
      { name: "patroni", containerPort: PORTS.patroni },
    ],
    env: [
      fromPod("PATRONI_NAME", "metadata.name"),
      fromPod("PATRONI_KUBERNETES_NAMESPACE", "metadata.namespace"),
      fromPod("POD_IP", "status.podIP"),
      { name: "PATRONI_KUBERNETES_POD_IP", value: "$(POD_IP)" },
      { name: "PATRONI_POSTGRESQL_LISTEN", value: address(PORTS.sql) },
      { name: "PATRONI_POSTGRESQL_CONNECT_ADDRESS", value: address(PORTS.sql) },
      { name: "PATRONI_RESTAPI_LISTEN", value: address(PORTS.patroni) },
      { name: "PATRONI_RESTAPI_CONNECT_ADDRESS", value: address(PORTS.patroni) },
    ],
    startupProbe: { httpGet: { path: "/liveness", port: "patroni", scheme: "HTTPS" }, ...startup },
    livenessProbe: { exec: { command: ["/opt/gx/liveness"] }, ...liveness },
    readinessProbe: {
      httpGet: { path: `/readiness?lag=${MOST_LAG_OF_READS}`, port: "patroni", scheme: "HTTPS" },
      ...readiness,
    },
    resources: containerResources(serverResources),
    securityContext: restrictedContainerContext(),
    volumeMounts: [
      { name: CLAIM, mountPath: FOLDERS.data },
      { name: "configuration", mountPath: FOLDERS.configuration },
      { name: "server-tls", mountPath: FOLDERS.serverTls, readOnly: true },
      { name: "member-tls", mountPath: FOLDERS.memberTls, readOnly: true },
      { name: "socket", mountPath: FOLDERS.socket },
      { name: "tmp", mountPath: "/tmp" },
      { name: "shared-memory", mountPath: "/dev/shm" },
      ...more,
    ],
  };
}

function exporterContainer({ image }: MemberPodArgs): types.input.core.v1.Container {
  return {
    name: CONTAINERS.exporter,
    image,
    command: ["prometheus-postgres-exporter", `--web.listen-address=$(POD_IP):${PORTS.metrics}`],
    ports: [{ name: "metrics", containerPort: PORTS.metrics }],
    env: [
      fromPod("POD_IP", "status.podIP"),
      // By the socket, which knows the exporter by its user: there is no password.
      { name: "DATA_SOURCE_NAME", value: `host=${FOLDERS.socket} user=${MONITORING_ROLE} dbname=postgres` },
    ],
    livenessProbe: { tcpSocket: { port: "metrics" }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    readinessProbe: { httpGet: { path: "/", port: "metrics" }, periodSeconds: 10, timeoutSeconds: 3 },
    resources: containerResources(EXPORTER_RESOURCES),
    // Not the server's user: by the socket that one is the superuser.
    securityContext: { ...restrictedContainerContext(), runAsUser: EXPORTER_UID, runAsGroup: EXPORTER_UID },
    volumeMounts: [{ name: "socket", mountPath: FOLDERS.socket }],
  };
}
