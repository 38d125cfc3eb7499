import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { AUTHORITY_FILE } from "../certificates/system-authority";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { restrictedContainerContext } from "../shared/pod-security";
import { apiTokenVolume } from "../workload/api-token";
import { secretVolume } from "../workload/mounted-files";
import { fromPod } from "../workload/pod-field";
import { EXPORTER_RESOURCES, KEEPER_RESOURCES, SENTINEL_RESOURCES } from "./container-resources";
import type { RedisTimes } from "./failover-times";
import { CLAIM, FOLDERS, KEEPER_SIGN, PORTS, SERVICES } from "./names";
import type { User } from "./passwords";

/** Names of a member's containers. */
export const CONTAINERS = { server: "redis", sentinel: "sentinel", keeper: "keeper", exporter: "exporter" } as const;

const EXPORTER: User = "exporter";
const AUTHORITY = { key: AUTHORITY_FILE, path: AUTHORITY_FILE };

/** What a member's pod is made from. */
export interface MemberPodArgs {
  /** Members: a single one has no Sentinel, and nobody to hand over to. */
  readonly replicas: number;
  /** The whole reference, with registry and version. */
  readonly image: string;
  readonly serverResources: ResourceSpec;
  readonly times: RedisTimes;
  /** Names of what it mounts. */
  readonly configMap: pulumi.Input<string>;
  readonly usersSecret: pulumi.Input<string>;
  readonly passwordsSecret: pulumi.Input<string>;
  readonly serverTlsSecret: pulumi.Input<string>;
}

type Container = types.input.core.v1.Container;
type PodSpec = Pick<types.input.core.v1.PodSpec, "containers" | "volumes" | "terminationGracePeriodSeconds">;

/** The part of a member's pod that is redis' own: the server, what elects its primary and keeps it in its role, and the exporter. */
export function memberPod(args: MemberPodArgs): PodSpec {
  const isAlone = args.replicas === 1;
  const api = apiTokenVolume();
  return {
    terminationGracePeriodSeconds: args.times.podTerminationGracePeriodSeconds,
    containers: [server(args, isAlone), ...(isAlone ? [] : [sentinel(args), keeper(args, api.mount)]), exporter(args)],
    volumes: [
      { name: "configuration", configMap: { name: args.configMap } },
      // Not the ConfigMap that clients mount: what rules judge of a server's ConfigMaps must be known in a preview.
      { name: "authority", secret: { secretName: args.serverTlsSecret, defaultMode: 0o440, items: [AUTHORITY] } },
      secretVolume("users", args.usersSecret),
      secretVolume("passwords", args.passwordsSecret),
      secretVolume("server-tls", args.serverTlsSecret),
      { name: "run", emptyDir: { sizeLimit: "1Mi" } },
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
      ...(isAlone ? [] : [api.volume]),
    ],
  };
}

function server({ image, serverResources, times }: MemberPodArgs, isAlone: boolean): Container {
  return {
    ...member(CONTAINERS.server, image),
    ports: [{ name: "redis", containerPort: PORTS.redis }],
    startupProbe: { exec: { command: ["/opt/gx/liveness", "server"] }, ...times.startup },
    livenessProbe: { exec: { command: ["/opt/gx/liveness", "server"] }, ...times.liveness },
    readinessProbe: { exec: { command: ["/opt/gx/readiness"] }, ...times.readiness },
    ...(!isAlone && { lifecycle: { preStop: { exec: { command: ["/opt/gx/hand-over"] } } } }),
    resources: containerResources(serverResources),
  };
}

function sentinel({ image, times }: MemberPodArgs): Container {
  return {
    ...member(CONTAINERS.sentinel, image),
    ports: [{ name: "sentinel", containerPort: PORTS.sentinel }],
    livenessProbe: { exec: { command: ["/opt/gx/liveness", "sentinel"] }, ...times.liveness },
    readinessProbe: { tcpSocket: { port: "sentinel" }, ...times.readiness },
    // By it the server hands over before it stops.
    lifecycle: { preStop: { sleep: { seconds: times.handOverSeconds } } },
    resources: containerResources(SENTINEL_RESOURCES),
  };
}

function keeper({ image, times }: MemberPodArgs, apiToken: types.input.core.v1.VolumeMount): Container {
  const { volumeMounts, ...rest } = member(CONTAINERS.keeper, image);
  return {
    ...rest,
    volumeMounts: [...volumeMounts, apiToken],
    livenessProbe: { exec: { command: ["/opt/gx/liveness", "keeper"] }, ...times.liveness },
    readinessProbe: { exec: { command: ["test", "-e", KEEPER_SIGN] }, ...times.readiness },
    resources: containerResources(KEEPER_RESOURCES),
  };
}

/** What server, Sentinel and keeper have in common: they know the pod, all files, and each other's. */
function member(name: string, image: string) {
  return {
    name,
    image,
    command: [`/opt/gx/${name === CONTAINERS.server ? "server" : name}`],
    env: podVariables(),
    securityContext: restrictedContainerContext(),
    volumeMounts: [
      { name: CLAIM, mountPath: FOLDERS.data },
      { name: "configuration", mountPath: FOLDERS.configuration },
      { name: "users", mountPath: FOLDERS.users, readOnly: true },
      { name: "passwords", mountPath: FOLDERS.passwords, readOnly: true },
      { name: "server-tls", mountPath: FOLDERS.serverTls, readOnly: true },
      { name: "run", mountPath: FOLDERS.run },
      { name: "tmp", mountPath: "/tmp" },
    ],
  };
}

function exporter({ image, passwordsSecret }: MemberPodArgs): Container {
  return {
    name: CONTAINERS.exporter,
    image,
    command: ["prometheus-redis-exporter"],
    ports: [{ name: "metrics", containerPort: PORTS.metrics }],
    env: [
      ...podVariables(),
      { name: "REDIS_EXPORTER_WEB_LISTEN_ADDRESS", value: `$(POD_IP):${PORTS.metrics}` },
      { name: "REDIS_ADDR", value: `rediss://$(POD_NAME).${SERVICES.headless}.$(POD_NAMESPACE).svc:${PORTS.redis}` },
      { name: "REDIS_EXPORTER_TLS_CA_CERT_FILE", value: `${FOLDERS.serverTls}/${AUTHORITY_FILE}` },
      // None: what CONFIG tells has passwords in it.
      { name: "REDIS_EXPORTER_CONFIG_COMMAND", value: "-" },
      { name: "REDIS_USER", value: EXPORTER },
      { name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { name: passwordsSecret, key: EXPORTER } } },
    ],
    livenessProbe: { tcpSocket: { port: "metrics" }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    readinessProbe: { httpGet: { path: "/", port: "metrics" }, periodSeconds: 10, timeoutSeconds: 3 },
    resources: containerResources(EXPORTER_RESOURCES),
    securityContext: restrictedContainerContext(),
    // The authority alone, without the server's key.
    volumeMounts: [{ name: "authority", mountPath: FOLDERS.serverTls, readOnly: true }],
  };
}

function podVariables() {
  return [
    fromPod("POD_NAME", "metadata.name"),
    fromPod("POD_NAMESPACE", "metadata.namespace"),
    fromPod("POD_IP", "status.podIP"),
  ];
}
