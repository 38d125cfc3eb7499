import type { LabelSelector } from "./label-selector";

/**
 * The parts of an object that more than one rule reads. Everything is optional: what is judged is what somebody wrote,
 * not what a schema promises. Values may be the policy SDK's proxies, which throw where a value is unknown at preview.
 */
export interface ObjectProps {
  readonly metadata?: Metadata;
  readonly spec?: Readonly<Record<string, unknown>> & { readonly selector?: LabelSelector; readonly replicas?: number };
  readonly items?: readonly ListItem[];
}

/** The part of an object's, or a pod template's, metadata that rules read. */
export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

type ListItem = ObjectProps & { readonly apiVersion?: string; readonly kind?: string };

/** One Kubernetes object of a stack. */
export interface KubernetesObject {
  /** One of {@link JudgedKind}, whatever API version it was written with; `Other` for what no rule knows by its kind. */
  readonly kind: JudgedKind | "Other";
  /** The kind as it was written, for messages. */
  readonly kindName: string;
  /** Such as `policy/v1` or `v1`: an empty selector means different things in different versions. */
  readonly apiVersion: string;
  /** The Pulumi resource that declares it. */
  readonly urn: string;
  /** The Pulumi resource's name: what messages fall back on where `metadata.name` is unknown. */
  readonly resourceName: string;
  /** Where the object starts within its resource: empty, or such as `items[0].` in a list. */
  readonly fieldPrefix: string;
  /** Whether Pulumi refuses to delete it. */
  readonly isProtected: boolean;
  readonly props: ObjectProps;
}

/** A Pulumi resource, as resource policies (inputs) and stack policies (outputs) are given it. */
export interface DeclaredResource {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly opts: { readonly protect: boolean };
  readonly props: ObjectProps;
}

/** The API groups that serve each judged kind: a custom resource that happens to share the name is none of ours. */
const GROUPS_BY_KIND = {
  ClusterRole: ["rbac.authorization.k8s.io"],
  ClusterRoleBinding: ["rbac.authorization.k8s.io"],
  ConfigMap: ["core"],
  CronJob: ["batch"],
  DaemonSet: ["apps", "extensions"],
  Deployment: ["apps", "extensions"],
  Job: ["batch"],
  Namespace: ["core"],
  NetworkPolicy: ["networking.k8s.io", "extensions"],
  NodePatch: ["core"],
  PersistentVolumeClaim: ["core"],
  Pod: ["core"],
  PodDisruptionBudget: ["policy"],
  PodTemplate: ["core"],
  ReplicaSet: ["apps", "extensions"],
  ReplicationController: ["core"],
  Role: ["rbac.authorization.k8s.io"],
  RoleBinding: ["rbac.authorization.k8s.io"],
  Service: ["core"],
  ServiceAccount: ["core"],
  StatefulSet: ["apps"],
} as const;

/** The kinds that rules know. Of patches, which edit what somebody else owns, only the one that labels our nodes. */
export type JudgedKind = keyof typeof GROUPS_BY_KIND;

/** Groups of the Kubernetes provider's own resources, which declare objects but are none. */
const GROUPS_WITHOUT_OBJECTS: readonly string[] = ["helm.sh", "kustomize", "yaml"];

/**
 * The objects that a resource declares: itself, or what a `…List` holds. What is no Kubernetes resource declares none.
 * Children of ConfigFile, ConfigGroup, Directory and Chart arrive as resources of their own.
 */
export function* objectsIn(resource: DeclaredResource): Generator<KubernetesObject> {
  const token = /^kubernetes:([^:]+):(\w+)$/.exec(resource.type);
  if (!token) return;
  const [, apiVersion = "", kind = ""] = token;
  if (!kind.endsWith("List")) {
    yield* judged(resource, apiVersion, kind, "", resource.props);
    return;
  }
  const items = resource.props.items ?? [];
  for (const [index, item] of items.entries()) {
    if (!item) continue;
    const prefix = `items[${index}].`;
    const itemKind = kind.slice(0, -"List".length);
    if (itemKind) yield* judged(resource, apiVersion, itemKind, prefix, item);
    else yield* judged(resource, item.apiVersion ?? "", item.kind ?? "", prefix, item);
  }
}

function* judged(
  resource: DeclaredResource,
  apiVersion: string,
  kindName: string,
  fieldPrefix: string,
  props: ObjectProps,
): Generator<KubernetesObject> {
  // The core group is written `core/v1` by the SDK's classes and `v1` by a CustomResource or a list's item.
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.lastIndexOf("/")) : "core";
  if (GROUPS_WITHOUT_OBJECTS.includes(group) || GROUPS_WITHOUT_OBJECTS.includes(apiVersion)) return;
  yield {
    kind: isJudged(kindName, group) ? kindName : "Other",
    kindName,
    apiVersion,
    urn: resource.urn,
    resourceName: resource.name,
    fieldPrefix,
    isProtected: resource.opts.protect,
    props,
  };
}

function isJudged(kindName: string, group: string): kindName is JudgedKind {
  return Object.hasOwn(GROUPS_BY_KIND, kindName) && GROUPS_BY_KIND[kindName as JudgedKind].some((g) => g === group);
}

/** The namespace that the object lives in; `default` where none is written, as the API server has it. */
export function namespaceOf(object: KubernetesObject): string {
  return object.props.metadata?.namespace ?? "default";
}

/** The stack's name, out of `urn:pulumi:<stack>::<project>::<type>::<name>`. */
export function stackOf(urn: string): string {
  return urn.slice("urn:pulumi:".length).split("::")[0] ?? "";
}
