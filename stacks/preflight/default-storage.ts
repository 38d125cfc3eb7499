import { CLUSTER_LAYER_OWNER } from "../../components/shared/environments";
import { DEFAULT_CLASS_ANNOTATION, DEFAULT_STORAGE_CLASS } from "../../components/cluster/storage-classes";
import type { ClusterReader } from "./cluster-reader";

/** Notices of several default storage classes, or of none: then a claim that names no class gets another disk, or no disk. */
export async function defaultStorageNotices(cluster: ClusterReader): Promise<readonly string[]> {
  const classes = await cluster.list({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" });
  const defaults = classes
    .filter(({ annotations }) => annotations[DEFAULT_CLASS_ANNOTATION] === "true")
    .map(({ name }) => name)
    .sort();
  if (defaults.length === 1) return [];
  const marked = `storage classes with ${DEFAULT_CLASS_ANNOTATION} "true"`;
  return defaults.length === 0
    ? [
        `${marked}: none, so a claim that names no class stays unbound; deploying ${CLUSTER_LAYER_OWNER} marks ${DEFAULT_STORAGE_CLASS} (G26)`,
      ]
    : [
        `${marked}: ${defaults.join(", ")}, so a claim that names no class gets the newest; set it to "false" on all but ${DEFAULT_STORAGE_CLASS} (G26)`,
      ];
}
