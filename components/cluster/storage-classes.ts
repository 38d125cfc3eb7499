/** K3s' own storage class, which must stay the default (G26). */
export const DEFAULT_STORAGE_CLASS = "local-path";
/** Marks a storage class as the cluster's default. */
export const DEFAULT_CLASS_ANNOTATION = "storageclass.kubernetes.io/is-default-class";
/** Storage class of data that must outlive its claim. */
export const DATA_STORAGE_CLASS = "gx-data";

/**
 * The class for data: local disks as `local-path` has, but a volume outlives its claim, so that a deleted claim is not
 * lost data (G21). Bound where the pod lands, because each volume exists on one server only.
 */
export function dataStorageClass() {
  return {
    provisioner: "rancher.io/local-path",
    reclaimPolicy: "Retain",
    volumeBindingMode: "WaitForFirstConsumer",
  };
}
