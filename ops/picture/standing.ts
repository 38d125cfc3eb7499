import type { NamespaceLabels, Pod, Policy } from "./reachability";
import { type Server, UNRECORDED } from "../../stacks/inventory";
import { clusterMembers } from "../../stacks/topology";
import { HOSTNAME_LABEL, NAME_LABEL } from "../../components/shared/labels";
import { isObject, kindOf, labelsAt, valueAt } from "../gate/kubernetes-object";
import type { Fields } from "../gate/preview";
import { type LabelSelector, selects } from "../../policies/label-selector";

/** An object that somebody declares. */
export interface Declared {
  readonly type: string;
  readonly inputs: Fields;
}

/** Pods of one name in one namespace. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  /** Such as `×3` or `job`. */
  readonly amount: string;
  /** The servers that take its pods. */
  readonly place: string;
  readonly pod: Pod;
  /** Everything that says what its pods are; two of the same text are the same. */
  readonly template: string;
}

/** What stands at one time: of a preview, before or after. */
export interface Standing {
  /** By namespace and name. */
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly policies: readonly Policy[];
  readonly namespaces: NamespaceLabels;
}

/** Where a kind that makes pods holds their template. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "apps/Deployment": "spec.template",
  "apps/StatefulSet": "spec.template",
  "apps/DaemonSet": "spec.template",
  "batch/Job": "spec.template",
  "batch/CronJob": "spec.jobTemplate.spec.template",
};

/** What stands where all of these are declared. */
export function standing(objects: readonly Declared[], servers: readonly Server[]): Standing {
  return {
    workloads: new Map(objects.flatMap((object) => workloadOf(object, servers))),
    policies: objects.flatMap(({ type, inputs }) =>
      kindOf(type) === "networking.k8s.io/NetworkPolicy"
        ? [{ namespace: namespaceOf(inputs), spec: inputs.spec as Policy["spec"] }]
        : [],
    ),
    namespaces: Object.fromEntries(
      objects
        .filter(({ type }) => kindOf(type) === "core/Namespace")
        .map(({ inputs }) => [String(valueAt(inputs, "metadata.name")), labelsAt(inputs, "metadata.labels")]),
    ) as NamespaceLabels,
  };
}

/** Whether an object is of a kind that this reads. */
export function isDrawn({ type }: Pick<Declared, "type">): boolean {
  const kind = kindOf(type);
  return Object.hasOwn(TEMPLATES, kind) || ["networking.k8s.io/NetworkPolicy", "core/Namespace"].includes(kind);
}

function workloadOf({ type, inputs }: Declared, servers: readonly Server[]): readonly (readonly [string, Workload])[] {
  const kind = kindOf(type);
  const path = TEMPLATES[kind];
  const template = path === undefined ? undefined : valueAt(inputs, path);
  if (!isObject(template)) return [];
  const labels = labelsAt(template, "metadata.labels") as Pod["labels"];
  const namespace = namespaceOf(inputs);
  // A job gets a new name with every change; what it is called by is the label.
  const name = labels[NAME_LABEL] ?? String(valueAt(inputs, "metadata.name"));
  const workload = {
    ...{ namespace, name, amount: amountOf(kind, inputs), place: placeOf(template, servers) },
    pod: { namespace, labels, ports: portsOf(template) },
    template: JSON.stringify(template),
  };
  return [[`${namespace}/${name}`, workload]];
}

function amountOf(kind: string, inputs: Fields): string {
  if (kind === "batch/Job") return "job";
  if (kind === "batch/CronJob") return `at ${String(valueAt(inputs, "spec.schedule"))}`;
  return kind === "apps/DaemonSet" ? "one a server" : `×${Number(valueAt(inputs, "spec.replicas") ?? 1)}`;
}

/** The servers whose labels a pod asks for, after its node selector and its required node affinity. */
function placeOf(template: Fields, servers: readonly Server[]): string {
  const path = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
  const spec = valueAt(template, "spec") as Fields | undefined;
  const terms = (valueAt(spec, path) ?? []) as readonly LabelSelector[];
  const matchLabels = labelsAt(spec, "nodeSelector") as Pod["labels"];
  const taking = clusterMembers(servers).filter((server) => {
    const labels = { ...server.labels, [HOSTNAME_LABEL]: server.nodeName };
    return selects({ matchLabels }, labels) && (terms.length === 0 || terms.some((term) => selects(term, labels)));
  });
  return taking.map(inWords).join(" · ") || "no server takes it";
}

function inWords({ name, location }: Server): string {
  return location === UNRECORDED ? name : `${name} ${location}`;
}

function portsOf(template: Fields): Pod["ports"] {
  const containers = (valueAt(template, "spec.containers") ?? []) as readonly {
    readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  }[];
  return Object.fromEntries(
    containers.flatMap(({ ports = [] }) => ports.map(({ name, containerPort }) => [name ?? "", containerPort])),
  );
}

function namespaceOf(inputs: Fields): string {
  return String(valueAt(inputs, "metadata.namespace") ?? "default");
}
