import { parseImageReference } from "./image-reference";
import { namespaceOf, type KubernetesObject } from "./kubernetes-object";
import {
  containersOf,
  podSpecOf,
  runsForEver,
  type PlacedContainer,
  type PodTemplate,
  type Volume,
} from "./pod-spec-of";
import { plain } from "./verdict";

/** The kinds that may have several replicas. */
export const REPLICATED_KINDS: readonly KubernetesObject["kind"][] = [
  "Deployment",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
];

/** Pods that run a server of some kind. */
export interface RunningServer {
  readonly template: PodTemplate;
  /** The containers with a server's image, of which some may only use its tools. */
  readonly containers: readonly PlacedContainer[];
}

/**
 * The servers that an object runs; undefined where it runs none, judging by its images. Throws the policy SDK's error where an
 * image is unknown.
 *
 * @param isServer whether the last part of an image's repository is that of a server
 */
export function runningServer(
  object: KubernetesObject,
  isServer: (name: string) => boolean,
): RunningServer | undefined {
  const template = podSpecOf(object);
  if (!template) return undefined;
  const containers = [...containersOf(template)].filter(
    (placed) => runsForEver(placed) && isServer(lastPart(placed.container.image ?? "")),
  );
  return containers.length > 0 ? { template, containers } : undefined;
}

/** The ConfigMaps of the stack that a server's containers mount. */
export function mountedConfigMaps(
  object: KubernetesObject,
  { template, containers }: RunningServer,
  objects: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  const mounts = containers.flatMap(({ container }) => (container.volumeMounts ?? []).map(({ name }) => name));
  const names = (template.spec.volumes ?? []).filter(({ name }) => mounts.includes(name)).flatMap(configMapNamesIn);
  return objects.filter(
    (other) =>
      other.kind === "ConfigMap" &&
      namespaceOf(other) === namespaceOf(object) &&
      names.includes(other.props.metadata?.name ?? other.resourceName),
  );
}

function configMapNamesIn({ configMap, projected }: Volume): readonly string[] {
  const sources = [configMap, ...(projected?.sources ?? []).map((source) => source.configMap)];
  return plain(sources.flatMap((source) => source?.name ?? []));
}

function lastPart(image: string): string {
  return parseImageReference(image)?.repository.split("/").at(-1) ?? "";
}
