import { holdsPassword, type RecordedResource } from "./recorded-resources";

/** JSON with sorted keys and generated values blanked, so that a diff shows what changed and nothing else. */
export function renderedResources(resources: readonly RecordedResource[]): string {
  const normalised = (_key: string, value: unknown): unknown => {
    if (typeof value === "string") return holdsPassword(value) ? "[generated]" : value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return `${JSON.stringify(resources, normalised, 2)}\n`;
}

/** Names what an environment has besides its systems: the provider and the namespaces. */
const FRAME = "frame";

/** What an environment registers, by the system that it hangs below, or {@link FRAME}. */
export function bySystem(resources: readonly RecordedResource[]): ReadonlyMap<string, readonly RecordedResource[]> {
  const byKey = new Map(resources.map((resource) => [`${resource.type} ${resource.name}`, resource]));
  const systemOf = (resource: RecordedResource): string => {
    if (/^gx:[^:]+:System$/.test(resource.type)) return resource.name;
    const parent = resource.parent === undefined ? undefined : byKey.get(resource.parent);
    return parent ? systemOf(parent) : FRAME;
  };
  const groups = new Map<string, RecordedResource[]>();
  for (const resource of resources) {
    const system = systemOf(resource);
    groups.set(system, [...(groups.get(system) ?? []), resource]);
  }
  return groups;
}
