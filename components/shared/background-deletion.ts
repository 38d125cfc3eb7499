import * as pulumi from "@pulumi/pulumi";

/**
 * The provider deletes an object as this annotation says: `foreground` (its default), `background` or `orphan`. Known to
 * pulumi-kubernetes since 4.12.0 (`provider/pkg/metadata/overrides.go`, pulumi/pulumi-kubernetes#3011).
 */
export const DELETION_ANNOTATION = "pulumi.com/deletionPropagationPolicy";

/**
 * Kinds whose objects own nothing: foreground deletion would only wait for a garbage collector that has nothing to do, and
 * on a cluster whose collector is stuck it never ends.
 *
 * Left out, because their end must include what they own: Deployment (ReplicaSets and their pods), ReplicaSet, StatefulSet,
 * DaemonSet, Job (pods), CronJob (Jobs), Service (EndpointSlices: a new Service of the same name would find the old ones),
 * Ingress (certificates that controllers derive from it) and CustomResourceDefinition (its objects). A Namespace is left
 * out because its content goes with it, a PersistentVolumeClaim because its data does: nobody may go on as if it were gone.
 */
export const KINDS_THAT_OWN_NOTHING: ReadonlySet<string> = new Set([
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:core/v1:LimitRange",
  "kubernetes:core/v1:ResourceQuota",
  "kubernetes:core/v1:Secret",
  "kubernetes:core/v1:ServiceAccount",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  "kubernetes:policy/v1:PodDisruptionBudget",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  "kubernetes:rbac.authorization.k8s.io/v1:Role",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  "kubernetes:scheduling.k8s.io/v1:PriorityClass",
  "kubernetes:storage.k8s.io/v1:StorageClass",
]);

/**
 * Has objects of {@link KINDS_THAT_OWN_NOTHING} deleted in the background, unless they say otherwise themselves. Patches are
 * other types, so they stay as they are. Doesn't reach what a provider renders from a chart. How the provider then deletes
 * is not shown by the unit tests.
 */
export const deleteInBackground: pulumi.ResourceTransformation = ({ type, props, opts }) =>
  KINDS_THAT_OWN_NOTHING.has(type)
    ? { props: { ...props, metadata: changed(props.metadata, withAnnotation) }, opts }
    : undefined;

interface Metadata {
  readonly annotations?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

function withAnnotation(metadata: Metadata | undefined): Metadata {
  const annotations = changed(metadata?.annotations, (own) => ({ [DELETION_ANNOTATION]: "background", ...own }));
  return { ...metadata, annotations };
}

/** Plain stays plain: the preflight must be able to read an object's name before anything is created. */
function changed<T, U>(value: pulumi.Input<T>, change: (plain: T) => U): pulumi.Input<U> {
  return pulumi.Output.isInstance(value) || value instanceof Promise
    ? pulumi.output(value).apply((plain) => change(plain as T))
    : change(value);
}
