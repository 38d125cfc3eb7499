import type { Finding } from "../finding";
import { changeAt, editedKindOf, edits, identityOf } from "../kubernetes-object";
import { type Preview, resourceOf } from "../preview";

/**
 * Fields that the API server never changes on a standing object (Kubernetes API validation, `ValidateImmutableField` and the
 * StatefulSet's list of what may be updated). Pulumi either replaces the object or fails in the middle of the update.
 */
export const IMMUTABLE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "apps/Deployment": ["spec.selector"],
  "apps/DaemonSet": ["spec.selector"],
  "apps/ReplicaSet": ["spec.selector"],
  "apps/StatefulSet": ["spec.serviceName", "spec.selector", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
  "batch/Job": ["spec.selector", "spec.template", "spec.completionMode"],
  "core/Service": ["spec.clusterIP"],
  "core/PersistentVolumeClaim": [
    ...["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeMode", "spec.volumeName"],
  ],
  "core/PersistentVolume": ["spec.hostPath", "spec.local", "spec.csi", "spec.nodeAffinity", "spec.volumeMode"],
  "core/Secret": ["type"],
  "storage.k8s.io/StorageClass": ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
  "scheduling.k8s.io/PriorityClass": ["value", "preemptionPolicy"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
};

/** Edits of {@link IMMUTABLE_FIELDS}. */
export function immutableFields({ steps }: Preview): Finding[] {
  return steps.filter(edits).flatMap((step) =>
    (IMMUTABLE_FIELDS[editedKindOf(step.oldState?.type ?? "")] ?? []).flatMap((path) => {
      const change = changeAt(step, path);
      if (!change) return [];
      return [
        {
          rule: "immutable-field" as const,
          resource: resourceOf(step.urn),
          ...change,
          identity: identityOf(step.oldState),
          remedy:
            "Kubernetes never changes this field: the object would be replaced, or the update would fail half-way. Put it back, " +
            "or declare a new object under a new name and delete this one in a later change.",
        },
      ];
    }),
  );
}
