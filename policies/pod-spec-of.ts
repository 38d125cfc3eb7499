import type { KubernetesObject, Metadata } from "./kubernetes-object";
import type { LabelSelector } from "./label-selector";

/** Where each kind of workload keeps its pod template; kinds that run no pods are absent. */
const TEMPLATE_PATHS: Partial<Record<KubernetesObject["kind"], readonly string[]>> = {
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  DaemonSet: ["spec", "template"],
  Deployment: ["spec", "template"],
  Job: ["spec", "template"],
  Pod: [],
  PodTemplate: ["template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  StatefulSet: ["spec", "template"],
};

/** The pods that an object runs. */
export interface PodTemplate {
  /** Path of the pod's metadata within the object, such as `spec.template.metadata`. */
  readonly metadataField: string;
  readonly metadata: Metadata;
  /** Path of the pod's spec within the object, such as `spec.template.spec`. */
  readonly specField: string;
  readonly spec: PodSpec;
}

/** The parts of a pod's spec that rules name; the tables of restricted-pod-security.ts read others by path. */
export interface PodSpec {
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly NodeSelectorTerm[];
      };
    };
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
    };
  };
  readonly containers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly priorityClassName?: string;
  readonly serviceAccountName?: string;
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[];
  readonly volumes?: readonly Volume[];
}

/** A volume of a pod, as far as rules name its source. */
export interface Volume {
  readonly name?: string;
  readonly configMap?: { readonly name?: string };
  readonly image?: { readonly reference?: string };
  readonly projected?: { readonly sources?: readonly { readonly configMap?: { readonly name?: string } }[] };
}

/** One of the alternatives of a required node affinity: its expressions hold together. */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly {
    readonly key?: string;
    readonly operator?: string;
    readonly values?: readonly string[];
  }[];
}

/** One term of a pod (anti-)affinity. */
export interface PodAffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: LabelSelector;
  readonly topologyKey?: string;
}

/** A topology spread constraint. */
export interface TopologySpreadConstraint {
  readonly labelSelector?: LabelSelector;
  readonly maxSkew?: number;
  readonly topologyKey?: string;
  readonly whenUnsatisfiable?: string;
}

/** A container, as far as rules name its fields. */
export interface Container {
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name?: string; readonly value?: string }[];
  readonly image?: string;
  readonly livenessProbe?: Probe;
  readonly ports?: readonly { readonly name?: string; readonly containerPort?: number; readonly protocol?: string }[];
  readonly readinessProbe?: Probe;
  readonly resources?: Readonly<Record<"requests" | "limits", Readonly<Record<string, string | number>> | undefined>>;
  /** `Always` makes an init container a sidecar, which runs as long as the pod. */
  readonly restartPolicy?: string;
  readonly startupProbe?: Probe;
  readonly volumeMounts?: readonly { readonly name?: string }[];
}

/** A probe: its question in one of the handlers, and how often and how patiently it is asked. */
export type Probe = Readonly<Record<string, unknown>>;

/** The pods that `object` runs, or undefined where its kind runs none. */
export function podSpecOf(object: KubernetesObject): PodTemplate | undefined {
  const path = TEMPLATE_PATHS[object.kind];
  if (!path) return undefined;
  const template = path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    object.props,
  );
  const { metadata = {}, spec = {} } = (template ?? {}) as { metadata?: Metadata; spec?: PodSpec };
  return {
    metadataField: [...path, "metadata"].join("."),
    metadata,
    specField: [...path, "spec"].join("."),
    spec,
  };
}

/** A container and its path within the object, such as `spec.template.spec.initContainers[0]`. */
export interface PlacedContainer {
  readonly list: (typeof CONTAINER_LISTS)[number];
  readonly field: string;
  readonly container: Container;
}

const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"] as const;

/** Every container that the pods run: init and ephemeral ones too. */
export function* containersOf({ spec, specField }: PodTemplate): Generator<PlacedContainer> {
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of (spec[list] ?? []).entries()) {
      yield { list, field: `${specField}.${list}[${index}]`, container: container ?? {} };
    }
  }
}

/** Whether the container runs as long as its pod: an init container does where it is a sidecar, one always restarted. */
export function runsForEver({ list, container }: PlacedContainer): boolean {
  return list === "containers" || (list === "initContainers" && container.restartPolicy === "Always");
}
