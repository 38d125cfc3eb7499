import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { BACKUP_TOOLS } from "../../images/backup-tools/image";
import type { BackupSource, SourceStep } from "../../stacks/backup-source";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { imageReference } from "../shared/images";
import { restrictedContainerContext, rootContainerContext } from "../shared/pod-security";
import { sizeQuantity } from "../shared/quantities";
import type { JobPod } from "../workload/job-spec";
import { secretVolume } from "../workload/mounted-files";
import { CONTAINERS, FOLDERS } from "./names";

/** What the containers take that keep and fetch: they encrypt and send as they read. */
export const TOOLS_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 1000,
  memoryRequestMebibytes: 96,
  memoryLimitMebibytes: 384,
};

/** Names of what the pods mount. */
export interface SourcePodFiles {
  /** Of the source's ConfigMap. */
  readonly configMap: pulumi.Input<string>;
  /** By which the bucket is written, and by which it is read. */
  readonly keeperSecret: pulumi.Input<string>;
  readonly readerSecret: pulumi.Input<string>;
  readonly identitySecret: pulumi.Input<string>;
}

type Container = types.input.core.v1.Container;
type Mount = types.input.core.v1.VolumeMount;

/** The part of the pod that is its own, of what backs a source up: what dumps has no key of the store, what keeps none of the source. */
export function backupPod(source: BackupSource, files: SourcePodFiles): JobPod {
  return {
    restartPolicy: "Never",
    initContainers: [sourceContainer(CONTAINERS.dump, source, source.dump)],
    containers: [toolsContainer(CONTAINERS.keep, [])],
    volumes: [
      ...commonVolumes(source, files.configMap, [CONTAINERS.dump, CONTAINERS.keep]),
      secretVolume("store", files.keeperSecret),
      ...source.dump.volumes,
    ],
  };
}

/** Likewise, of what restores its newest backup: only what fetches can decrypt, and it can write nothing to the store. */
export function restoreTestPod(source: BackupSource, files: SourcePodFiles): JobPod {
  return {
    restartPolicy: "Never",
    initContainers: [
      toolsContainer(CONTAINERS.fetch, [{ name: "identity", mountPath: FOLDERS.identity, readOnly: true }]),
    ],
    containers: [sourceContainer(CONTAINERS.prove, source, source.prove)],
    volumes: [
      ...commonVolumes(source, files.configMap, [CONTAINERS.fetch, CONTAINERS.prove]),
      secretVolume("store", files.readerSecret),
      secretVolume("identity", files.identitySecret),
      ...source.prove.volumes,
    ],
  };
}

function sourceContainer(name: string, source: BackupSource, step: SourceStep): Container {
  return {
    name,
    image: imageReference(source.image),
    command: [...step.command],
    resources: containerResources(step.resources),
    securityContext: step.readsHostBecause === undefined ? restrictedContainerContext() : rootContainerContext(),
    volumeMounts: [...commonMounts(name), ...step.mounts],
  };
}

function toolsContainer(name: string, mounts: readonly Mount[]): Container {
  return {
    name,
    image: imageReference(BACKUP_TOOLS),
    command: [`/opt/gx/${name}`],
    resources: containerResources(TOOLS_RESOURCES),
    securityContext: restrictedContainerContext(),
    volumeMounts: [...commonMounts(name), { name: "store", mountPath: FOLDERS.store, readOnly: true }, ...mounts],
  };
}

function commonMounts(container: string): Mount[] {
  return [
    { name: "dump", mountPath: FOLDERS.dump },
    { name: "facts", mountPath: FOLDERS.facts, readOnly: true },
    { name: `${container}-tmp`, mountPath: "/tmp" },
  ];
}

function commonVolumes(
  { roomMebibytes }: BackupSource,
  configMap: pulumi.Input<string>,
  containers: readonly string[],
): readonly types.input.core.v1.Volume[] {
  return [
    { name: "dump", emptyDir: { sizeLimit: sizeQuantity(roomMebibytes) } },
    { name: "facts", configMap: { name: configMap } },
    // One each: what a container leaves behind is none of the other's business.
    ...containers.map((name) => ({ name: `${name}-tmp`, emptyDir: { sizeLimit: "64Mi" } })),
  ];
}
