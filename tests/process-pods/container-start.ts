import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { containerEnvironment, type EnvironmentFacts, expand } from "./container-environment";
import type { ContainerStart } from "./container-process";
import type { Identity, Mount } from "./container-setup";
import type { Container, Pod } from "./kubernetes-types";
import type { PodVolume } from "./pod-volumes";

/** An image that containers are started from. */
export interface ContainerImage {
  /** The folder of its root file system; "/" is this machine's. It must have `setpriv`. */
  readonly rootfs: string;
  /**
   * Variables that it sets, which a container engine knows from its configuration.
   * @default a plain PATH
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a pod has got ready for its containers. */
export interface ContainerSurroundings extends EnvironmentFacts {
  readonly pod: Pod;
  readonly folder: string;
  readonly logsFolder: string;
  readonly volumes: readonly PodVolume[];
  /** Files of this machine by where every container sees them, such as /etc/hosts. */
  readonly files: Readonly<Record<"/etc/hosts" | "/etc/resolv.conf", string>>;
  readonly images: Readonly<Record<string, ContainerImage>>;
}

/**
 * What one run of a container is started from.
 * @throws Error naming what is missing: the image, a key that a variable refers to, a volume
 */
export async function containerStart(
  surroundings: ContainerSurroundings,
  container: Container,
): Promise<ContainerStart> {
  const { pod, images, folder, logsFolder } = surroundings;
  const image = images[container.image ?? ""];
  if (image === undefined) {
    throw new Error(
      `image ${container.image} has no root file system here: give one for it, as for ${Object.keys(images).join(", ")}`,
    );
  }
  const environment = await containerEnvironment(surroundings, pod, container, image.environment);
  const stageFolder = join(folder, `stage-${container.name}`);
  mkdirSync(stageFolder, { recursive: true });
  return {
    root: {
      imageFolder: image.rootfs,
      stageFolder,
      mounts: [...fileMounts(surroundings), ...volumeMounts(surroundings, container, environment)],
      readOnly: container.securityContext?.readOnlyRootFilesystem ?? false,
      hostname: pod.metadata?.name ?? "",
    },
    identity: identityOf(pod, container),
    environment,
    command: [...(container.command ?? []), ...(container.args ?? [])].map((text) => expand(text, environment)),
    workingFolder: container.workingDir ?? "/",
    logFile: join(logsFolder, `${container.name}.log`),
  };
}

function fileMounts({ files }: ContainerSurroundings): Mount[] {
  return Object.entries(files).map(([target, source]) => ({ source, target, readOnly: true }));
}

function volumeMounts(
  { volumes }: ContainerSurroundings,
  { volumeMounts: wanted = [] }: Container,
  environment: Readonly<Record<string, string>>,
): Mount[] {
  return wanted.map(({ name, mountPath, subPath, subPathExpr, readOnly = false }) => {
    const volume = volumes.find((candidate) => candidate.name === name);
    if (!volume) throw new Error(`the pod has no volume ${name} to mount at ${mountPath}`);
    const below = subPathExpr === undefined ? subPath : expand(subPathExpr, environment);
    const source = below === undefined ? volume.folder : join(volume.folder, below);
    if (below !== undefined && !volume.readOnly) mkdirSync(source, { recursive: true });
    return { source, target: mountPath, readOnly: readOnly || volume.readOnly };
  });
}

/** Group 0 where none is given, also where the image knows the user's own group. */
function identityOf(pod: Pod, { securityContext: own = {} }: Container): Identity {
  const shared = pod.spec?.securityContext ?? {};
  const fsGroup = shared.fsGroup === undefined ? [] : [shared.fsGroup];
  return {
    user: own.runAsUser ?? shared.runAsUser ?? 0,
    group: own.runAsGroup ?? shared.runAsGroup ?? 0,
    otherGroups: [...fsGroup, ...(shared.supplementalGroups ?? [])],
  };
}
