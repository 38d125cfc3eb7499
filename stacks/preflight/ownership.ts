import * as pulumi from "@pulumi/pulumi";
import { type EnvironmentName, OWNER_STACK_LABEL } from "../../components/shared/labels";
import { ConfigError, suggestion } from "../config-error";
import type { ClusterReader, ObjectKind } from "./cluster-reader";

/** An object that the program is about to register. */
export interface DeclaredObject extends ObjectKind {
  readonly name: string;
}

/** `Kind namespace/name`, as the setting `gx:adopt` and messages write it. */
export function describeObject({ kind, namespace, name }: DeclaredObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/**
 * Collects every Kubernetes object that the program registers from now on. Patches are left out: they are meant for
 * objects that somebody else created.
 */
export function collectDeclaredObjects(): readonly DeclaredObject[] {
  const declared: DeclaredObject[] = [];
  pulumi.runtime.registerStackTransformation(({ type, props }) => {
    const object = declaredObject(type, props);
    if (object) declared.push(object);
    return undefined;
  });
  return declared;
}

/**
 * The object behind a resource registration, or `undefined` for what is not an object of the cluster, or a patch of one.
 *
 * @param type Pulumi's type token, such as `kubernetes:apps/v1:Deployment`
 * @throws Error when the object's name isn't a plain value: then nothing could be known of it before it is created
 */
export function declaredObject(type: string, props: unknown): DeclaredObject | undefined {
  const [, group, kind] = /^kubernetes:([^:]+):([^:]+)$/.exec(type) ?? [];
  if (group === undefined || kind === undefined || kind.endsWith("Patch")) return undefined;
  const { name, namespace } = (props as { metadata?: { name?: unknown; namespace?: unknown } }).metadata ?? {};
  if (typeof name !== "string" || (namespace !== undefined && typeof namespace !== "string")) {
    throw new Error(
      `${type}: metadata.name and metadata.namespace must be plain values, known before anything is created`,
    );
  }
  return { apiVersion: group.replace(/^core\//, ""), kind, name, namespace };
}

/**
 * Refuses to take over objects that exist and that this stack doesn't own: the provider would silently overwrite them.
 *
 * @param adopt objects that may be taken over all the same, as {@link describeObject} writes them
 * @throws ConfigError naming every such object and its owner, or an entry of `adopt` that is none of the declared ones
 */
export async function checkOwnership(
  stack: EnvironmentName,
  declared: readonly DeclaredObject[],
  adopt: readonly string[],
  cluster: ClusterReader,
): Promise<void> {
  const known = declared.map(describeObject);
  const unknown = adopt.filter((entry) => !known.includes(entry));
  if (unknown.length > 0) {
    throw new ConfigError(
      `Stack ${stack}`,
      unknown.map((entry) => ({
        field: "gx:adopt",
        value: entry,
        remedy: `the stack declares no such object; ${suggestion(entry, known)}`,
      })),
    );
  }
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
          return [
            { object: describeObject(object), owner: owner === undefined ? "no stack of ours" : `stack ${owner}` },
          ];
        });
      }),
    )
  ).flat();
  if (foreign.length === 0) return;
  throw new ConfigError(
    `Stack ${stack}`,
    foreign.map(({ object, owner }) => ({
      field: object,
      value: `owned by ${owner}`,
      remedy: `it exists already and would be overwritten; delete it, or list "${object}" under gx:adopt to take it over`,
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
