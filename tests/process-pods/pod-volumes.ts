import { chmodSync, chownSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";

import type { ApiClient } from "./api-client";
import type { ClaimFolders } from "./claim-folders";
import { writeKeyedFiles } from "./keyed-files";
import type { Pod, Volume } from "./kubernetes-types";
import { giveToGroup } from "./volume-group";
import { hasKeyedFiles, keyedFilesOf } from "./volume-sources";

/** A volume as its containers mount it. */
export interface PodVolume {
  readonly name: string;
  /** A file, where it is one of the node's. */
  readonly folder: string;
  /** Whether containers may not write it, whatever they ask for. */
  readonly readOnly: boolean;
}

/** Where volumes come from. */
export interface VolumeContext {
  readonly api: ApiClient;
  readonly claims: ClaimFolders;
  /** The folder that stands for each node's root; without one, no pod can mount anything of its node. */
  readonly nodeRoot: string | undefined;
}

/**
 * Makes a pod's volumes, as folders in `folder` or of its claims. An emptyDir in memory is a folder like any other: it goes
 * with the pod all the same.
 * @throws Error naming the volume that can't be had (yet)
 */
export async function preparePodVolumes(context: VolumeContext, pod: Pod, folder: string): Promise<PodVolume[]> {
  const volumes: PodVolume[] = [];
  for (const volume of pod.spec?.volumes ?? [])
    volumes.push(await prepare(context, pod, volume, join(folder, volume.name)));
  return volumes;
}

/**
 * Brings ConfigMap and Secret volumes up to date, as a kubelet does about once a minute. Tokens are left alone: they are
 * valid for longer than a test runs.
 */
export async function refreshPodVolumes(api: ApiClient, pod: Pod, folder: string): Promise<void> {
  for (const volume of pod.spec?.volumes ?? []) {
    if (!volume.configMap && !volume.secret) continue;
    writeKeyedFiles(join(folder, volume.name), await keyedFilesOf(api, pod, volume), fsGroupOf(pod));
  }
}

async function prepare(
  { api, claims, nodeRoot }: VolumeContext,
  pod: Pod,
  volume: Volume,
  folder: string,
): Promise<PodVolume> {
  const { name } = volume;
  const group = fsGroupOf(pod);
  if (hasKeyedFiles(volume)) {
    writeKeyedFiles(folder, await keyedFilesOf(api, pod, volume), group);
    return { name, folder, readOnly: true };
  }
  if (volume.emptyDir) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, 0, group ?? 0);
    chmodSync(folder, group === undefined ? 0o777 : 0o2777);
    return { name, folder, readOnly: false };
  }
  if (volume.persistentVolumeClaim) {
    const { claimName, readOnly = false } = volume.persistentVolumeClaim;
    const claimFolder = await claims.folderOf(api, pod.metadata?.namespace ?? "default", claimName);
    if (group !== undefined) giveToGroup(claimFolder, group, pod.spec?.securityContext?.fsGroupChangePolicy);
    return { name, folder: claimFolder, readOnly };
  }
  if (volume.hostPath && nodeRoot !== undefined) {
    const { path, type } = volume.hostPath;
    const place = join(nodeRoot, path);
    requireOfType(place, type, name);
    return { name, folder: place, readOnly: false };
  }
  throw new Error(
    `volume ${name}: its kind is not supported here: use emptyDir, configMap, secret, projected or a claim`,
  );
}

/** As the kubelet looks, before it starts anything. */
function requireOfType(place: string, type: string | undefined, volume: string): void {
  const found = statSync(place, { throwIfNoEntry: false });
  const fits = type === "Directory" ? found?.isDirectory() : type === "File" && found?.isFile();
  if (!fits) throw new Error(`volume ${volume}: hostPath type check failed: ${place} is not a ${type}`);
}

function fsGroupOf(pod: Pod): number | undefined {
  return pod.spec?.securityContext?.fsGroup;
}
