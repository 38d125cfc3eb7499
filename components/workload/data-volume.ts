import type { types } from "@pulumi/kubernetes";
import { DATA_STORAGE_CLASS } from "../cluster/storage-classes";
import { sizeQuantity } from "../shared/quantities";

/**
 * The part of a StatefulSet by which each pod has a volume of its own, of the class for data; claims outlive the pods and the
 * StatefulSet.
 */
export function dataVolume(
  claim: string,
  sizeMebibytes: number,
): Pick<types.input.apps.v1.StatefulSetSpec, "persistentVolumeClaimRetentionPolicy" | "volumeClaimTemplates"> {
  return {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    volumeClaimTemplates: [
      {
        metadata: { name: claim },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: DATA_STORAGE_CLASS,
          resources: { requests: { storage: sizeQuantity(sizeMebibytes) } },
        },
      },
    ],
  };
}
