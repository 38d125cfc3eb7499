import { canonical } from "./finding";
import { editedKindOf, isObject, valueAt } from "./kubernetes-object";
import { SECRET, UNKNOWN } from "./masked";
import type { ResourceState } from "./preview";

/**
 * What a resource is outside of Pulumi, whatever Pulumi calls it. Of Kubernetes: group, kind, namespace and name of each object in
 * it, without the version, because one object is served under several; a patch is the object that it patches, and a `List` all of
 * its items. Of anything else: its type and what is declared, because two that agree in both are most likely one that was renamed.
 * Empty for components, and where a name isn't known before the update.
 */
export function liveObjectsOf({ type, inputs, custom }: ResourceState): readonly string[] {
  if (custom === false || inputs === undefined || inputs === null) return [];
  if (!isKubernetes(type)) return Object.keys(inputs).length > 0 ? [`${type} ${canonical(inputs)}`] : [];
  const kind = editedKindOf(type);
  return kind.endsWith("List") && Array.isArray(inputs.items)
    ? inputs.items.flatMap((item) => keyOf(kindOfItem(item) ?? kind.slice(0, -"List".length), item))
    : keyOf(kind, inputs);
}

/** Whether a type stands for objects whose identity Kubernetes knows. */
export function isKubernetes(type: string): boolean {
  return type.startsWith("kubernetes:");
}

function keyOf(kind: string, declared: unknown): string[] {
  if (!isObject(declared)) return [];
  const name = valueAt(declared, "metadata.name");
  const namespace = valueAt(declared, "metadata.namespace") ?? "default";
  const known = [name, namespace].every((part) => typeof part === "string" && part !== SECRET && part !== UNKNOWN);
  return known ? [`${kind} ${namespace as string}/${name as string}`] : [];
}

/** Group and kind that an item of a list states itself. */
function kindOfItem(item: unknown): string | undefined {
  if (!isObject(item) || typeof item.apiVersion !== "string" || typeof item.kind !== "string") return undefined;
  return `${item.apiVersion.includes("/") ? item.apiVersion.split("/")[0] : "core"}/${item.kind}`;
}
