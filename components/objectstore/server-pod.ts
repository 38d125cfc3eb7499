import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { restrictedContainerContext } from "../shared/pod-security";
import { secretVolume } from "../workload/mounted-files";
import { fromPod } from "../workload/pod-field";
import { CLAIM, FOLDERS, HEALTH, PORTS } from "./names";

/** Names of the pod's containers. */
export const CONTAINERS = { server: "objectstore", keeper: "keeper" } as const;

/** What the keeper takes, a Python program. */
export const KEEPER_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 20,
  cpuLimitMillicores: 200,
  memoryRequestMebibytes: 96,
  memoryLimitMebibytes: 192,
};

/** What the pod is made from. */
export interface ServerPodArgs {
  /** The whole reference, with registry and version. */
  readonly image: string;
  readonly serverResources: ResourceSpec;
  /** Names of what it mounts. */
  readonly configMap: pulumi.Input<string>;
  readonly rootSecret: pulumi.Input<string>;
  readonly accountsSecret: pulumi.Input<string>;
  readonly serverTlsSecret: pulumi.Input<string>;
}

type Container = types.input.core.v1.Container;

/** The part of the pod that is the object store's own: the server, and what keeps its buckets as they are declared. */
export function serverPod(args: ServerPodArgs): Pick<types.input.core.v1.PodSpec, "containers" | "volumes"> {
  return {
    containers: [server(args), keeper(args)],
    volumes: [
      { name: "configuration", configMap: { name: args.configMap } },
      secretVolume("root", args.rootSecret),
      secretVolume("accounts", args.accountsSecret),
      secretVolume("server-tls", args.serverTlsSecret),
      { name: "run", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
    ],
  };
}

function server({ image, serverResources }: ServerPodArgs): Container {
  const health = { httpGet: { path: `/${HEALTH}`, port: "s3", scheme: "HTTPS" } };
  return {
    ...common(CONTAINERS.server, "server", image),
    env: [fromPod("POD_IP", "status.podIP")],
    ports: [{ name: "s3", containerPort: PORTS.s3 }],
    startupProbe: { ...health, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 30 },
    livenessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    readinessProbe: { tcpSocket: { port: "s3" }, periodSeconds: 5, timeoutSeconds: 3 },
    resources: containerResources(serverResources),
    volumeMounts: [
      ...mounts(),
      { name: "accounts", mountPath: FOLDERS.accounts, readOnly: true },
      { name: CLAIM, mountPath: FOLDERS.data },
    ],
  };
}

function keeper({ image }: ServerPodArgs): Container {
  return {
    ...common(CONTAINERS.keeper, "keeper", image),
    livenessProbe: {
      exec: { command: ["/opt/gx/liveness"] },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
    readinessProbe: { exec: { command: ["/opt/gx/readiness"] }, periodSeconds: 5, timeoutSeconds: 5 },
    resources: containerResources(KEEPER_RESOURCES),
    volumeMounts: [
      ...mounts(),
      { name: "run", mountPath: FOLDERS.run },
      // It has what was written put on the disk, and writes nothing itself.
      { name: CLAIM, mountPath: FOLDERS.data, readOnly: true },
    ],
  };
}

/** What both have in common. */
function common(name: string, program: string, image: string) {
  return {
    name,
    image,
    command: [`/opt/gx/${program}`],
    securityContext: restrictedContainerContext(),
  };
}

/** The files that both read. */
function mounts(): types.input.core.v1.VolumeMount[] {
  return [
    { name: "configuration", mountPath: FOLDERS.configuration, readOnly: true },
    { name: "root", mountPath: FOLDERS.root, readOnly: true },
    { name: "server-tls", mountPath: FOLDERS.serverTls, readOnly: true },
    { name: "tmp", mountPath: "/tmp" },
  ];
}
