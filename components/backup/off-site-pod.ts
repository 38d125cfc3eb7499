import type * as pulumi from "@pulumi/pulumi";
import { BACKUP_TOOLS } from "../../images/backup-tools/image";
import { containerResources } from "../shared/container-resources";
import { imageReference } from "../shared/images";
import { restrictedContainerContext } from "../shared/pod-security";
import { sizeQuantity } from "../shared/quantities";
import type { JobPod } from "../workload/job-spec";
import { secretVolume } from "../workload/mounted-files";
import { FOLDERS, OFF_SITE_CONTAINER } from "./names";
import { TOOLS_RESOURCES } from "./source-pods";

/** Names of what such a pod mounts: a ConfigMap and two Secrets. */
export type OffSitePodFiles = Readonly<Record<"facts" | "store" | "offSite", pulumi.Input<string>>>;

/**
 * The part of the pod that is its own, of what copies off-site.
 *
 * @param program what it runs
 * @param roomMebibytes for what is on its way
 */
export function offSitePod(program: string, roomMebibytes: number, files: OffSitePodFiles): JobPod {
  return {
    restartPolicy: "Never",
    containers: [
      {
        name: OFF_SITE_CONTAINER,
        image: imageReference(BACKUP_TOOLS),
        command: [program],
        resources: containerResources(TOOLS_RESOURCES),
        securityContext: restrictedContainerContext(),
        volumeMounts: [
          { name: "dump", mountPath: FOLDERS.dump },
          { name: "facts", mountPath: FOLDERS.facts, readOnly: true },
          { name: "store", mountPath: FOLDERS.store, readOnly: true },
          { name: "off-site", mountPath: FOLDERS.offSite, readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ],
    volumes: [
      { name: "dump", emptyDir: { sizeLimit: sizeQuantity(roomMebibytes) } },
      { name: "facts", configMap: { name: files.facts } },
      secretVolume("store", files.store),
      secretVolume("off-site", files.offSite),
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
    ],
  };
}
