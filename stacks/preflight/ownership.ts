import * as pulumi from "@pulumi/pulumi";
import { type EnvironmentName, OWNER_STACK_LABEL } from "../../components/shared/labels";
import { ConfigError, suggestion } from "../config-error";
import type { ClusterReader, ObjectKind } from "./cluster-reader";
import { describeObject } from "./object-name";

/** An object that the program is about to register. */
export interface DeclaredObject extends ObjectKind {
  readonly name: string;
}

/** Groups of the provider's own components, which render objects: charts, manifests, kustomizations. */
const RENDERED = /^(helm\.sh|yaml|kustomize)(\/|$)/;

/**
 * The object behind a resource registration.
 *
 * @param type Pulumi's type token, such as `kubernetes:apps/v1:Deployment`
 * @returns `later` where what it will be is known only later: an object named by another resource's output, or a component
 *   whose objects a provider renders. `undefined` for what can't overwrite an object of the cluster: a patch, which is
 *   meant for somebody else's; an object whose name the provider makes up; a Helm release, for Helm itself refuses objects
 *   that aren't the release's; what is no Kubernetes resource
 */
export function declaredObject(type: string, props: unknown): DeclaredObject | "later" | undefined {
  const [, group, kind] = /^kubernetes:([^:]+):([^:]+)$/.exec(type) ?? [];
  if (group === undefined || kind === undefined || kind.endsWith("Patch")) return undefined;
  if (RENDERED.test(group)) return kind === "Release" ? undefined : "later";
  const { metadata } = props as { metadata?: unknown };
  if (isLater(metadata)) return "later";
  const { name, namespace } = (metadata ?? {}) as { name?: unknown; namespace?: unknown };
  if (isLater(name) || isLater(namespace)) return "later";
  if (typeof name !== "string") return undefined;
  return {
    apiVersion: group.replace(/^core\//, ""),
    kind,
    name,
    namespace: typeof namespace === "string" ? namespace : undefined,
  };
}

function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise || value === pulumi.runtime.unknownValue;
}

/**
 * Refuses entries of `gx:adopt` that are none of the declared objects: they may be misspelt.
 *
 * @throws ConfigError naming every such entry
 */
export function checkAdoption(
  stack: EnvironmentName,
  declared: readonly DeclaredObject[],
  adopt: readonly string[],
): void {
  const known = declared.map(describeObject);
  const unknown = adopt.filter((entry) => !known.includes(entry));
  if (unknown.length === 0) return;
  throw new ConfigError(
    `Stack ${stack}`,
    unknown.map((entry) => ({
      field: "gx:adopt",
      value: entry,
      remedy: `the stack declares no such object; ${suggestion(entry, known)}`,
    })),
  );
}

/**
 * Refuses to take over objects that exist and that this stack doesn't own: the provider would silently overwrite them.
 *
 * @param adopt objects that may be taken over all the same, as {@link describeObject} writes them
 * @throws ConfigError naming every such object and its owner
 */
export async function checkOwnership(
  stack: EnvironmentName,
  declared: readonly DeclaredObject[],
  adopt: readonly string[],
  cluster: Pick<ClusterReader, "list">,
): Promise<void> {
  const foreign = (
    await Promise.all(
      [...byKind(declared)].map(async ([, objects]) => {
        const [first] = objects;
        if (!first) return [];
        const live = await cluster.list(first);
        return objects.flatMap((object) => {
          const found = live.find(({ name }) => name === object.name);
          const owner = found?.labels[OWNER_STACK_LABEL];
          if (!found || owner === stack || adopt.includes(describeObject(object))) return [];
          return [{ object, owner: owner === undefined ? "no stack of ours" : `stack ${owner}` }];
        });
      }),
    )
  ).flat();
  if (foreign.length === 0) return;
  throw new ConfigError(
    `Stack ${stack}`,
    foreign.map(({ object, owner }) => ({
      field: describeObject(object),
      value: `owned by ${owner}`,
      // Deleting it is never proposed: data may go with it.
      remedy: `it exists already and would be overwritten; list "${describeObject(object)}" under gx:adopt to take it over (npm run adopt shows what would change in it)`,
    })),
  );
}

function byKind(declared: readonly DeclaredObject[]): ReadonlyMap<string, readonly DeclaredObject[]> {
  const groups = new Map<string, DeclaredObject[]>();
  for (const object of declared) {
    const key = `${object.apiVersion}/${object.kind}/${object.namespace ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), object]);
  }
  return groups;
}
