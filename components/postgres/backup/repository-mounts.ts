import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { sizeQuantity } from "../../shared/quantities";
import { secretVolume } from "../../workload/mounted-files";
import { BACKUP_FOLDERS } from "./names";

/** pgBackRest fetches up to 128 MiB of the log ahead. */
const SPOOL_MEBIBYTES = 256;

/** Volumes of a pod, and how one of its containers mounts them. */
export interface PodParts {
  readonly volumes: readonly types.input.core.v1.Volume[];
  readonly mounts: readonly types.input.core.v1.VolumeMount[];
}

/**
 * What pgBackRest needs of a pod: its configuration, and a folder for files on their way.
 *
 * @param secret name of the Secret with its files
 */
export function repositoryMounts(secret: pulumi.Input<string>): PodParts {
  return {
    volumes: [
      secretVolume("repository", secret),
      { name: "spool", emptyDir: { sizeLimit: sizeQuantity(SPOOL_MEBIBYTES) } },
    ],
    mounts: [
      { name: "repository", mountPath: BACKUP_FOLDERS.repository, readOnly: true },
      { name: "spool", mountPath: BACKUP_FOLDERS.spool },
    ],
  };
}
