import type * as pulumi from "@pulumi/pulumi";

/** Kinds that own no other objects, so that there is nothing to wait for in the foreground. */
const LEAF_KINDS = [
  "LimitRange",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "PriorityClass",
  "ResourceQuota",
  "Secret",
  "ServiceAccount",
  "StorageClass",
];

/**
 * Lets the API server delete leaf objects at once. Deleted in the foreground, which is the provider's default, an object
 * lives a moment longer, and provider 4.18 can miss its end: it looks, still finds the object, starts watching after it has
 * gone, and waits for ten minutes.
 */
export const deleteLeavesInBackground: pulumi.ResourceTransformation = ({ type, props, opts }) => {
  const kind = /^kubernetes:[^:]+:([^:]+)$/.exec(type)?.[1];
  if (kind === undefined || !LEAF_KINDS.includes(kind)) return undefined;
  const { metadata = {} } = props as { metadata?: { annotations?: Readonly<Record<string, string>> } };
  const annotations = { ...metadata.annotations, "pulumi.com/deletionPropagationPolicy": "background" };
  return { props: { ...props, metadata: { ...metadata, annotations } }, opts };
};
