import { parseImageReference } from "./image-reference";
import type { KubernetesObject } from "./kubernetes-object";
import { containersOf, podSpecOf, runsForEver, type PlacedContainer, type PodTemplate } from "./pod-spec-of";

/** How the last part of an image's repository begins where it is a PostgreSQL server, by itself or under Patroni. */
const SERVER = /^(postgres|postgis|patroni|spilo|timescaledb)/;
/** What is in such a name where the image only has to do with one. */
const NO_SERVER = /exporter|operator|backup|client|pool|bouncer/;

/** Pods that run PostgreSQL. */
export interface PostgresServer {
  readonly template: PodTemplate;
  /** The containers with a server's image, of which some may only use its tools. */
  readonly containers: readonly PlacedContainer[];
}

/**
 * The PostgreSQL servers that an object runs; undefined where it runs none, judging by its images. Throws the policy SDK's
 * error where an image is unknown.
 */
export function postgresServerOf(object: KubernetesObject): PostgresServer | undefined {
  const template = podSpecOf(object);
  if (!template) return undefined;
  const containers = [...containersOf(template)].filter(
    (placed) => runsForEver(placed) && isServerImage(placed.container.image ?? ""),
  );
  return containers.length > 0 ? { template, containers } : undefined;
}

function isServerImage(image: string): boolean {
  const name = parseImageReference(image)?.repository.split("/").at(-1) ?? "";
  return SERVER.test(name) && !NO_SERVER.test(name);
}
