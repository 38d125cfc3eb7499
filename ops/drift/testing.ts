import type { Fields, Step } from "../gate/preview";

/** For tests: an entry of `metadata.managedFields`, as the API server writes it. */
export function managedBy(manager: string, fieldsV1: Fields, subresource?: string): Fields {
  return {
    ...{ apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1, manager, time: "2026-11-29T08:15:00Z" },
    operation: manager.startsWith("pulumi-") ? "Apply" : "Update",
    ...(subresource !== undefined && { subresource }),
  };
}

/** For tests: a step of a refreshed preview with the declared object, the live one and who set what in it. */
export function refreshed(
  op: string,
  type: string,
  declared: Fields,
  live: Fields,
  managedFields: readonly Fields[] = [],
): Step {
  const metadata = { name: "it", namespace: "fabric", ...(live.metadata as Fields), managedFields };
  return {
    op,
    urn: `urn:pulumi:mainnet::gx::${type}::it`,
    oldState: { type, inputs: declared, outputs: { ...live, metadata, __fieldManager: "pulumi-kubernetes-1a2b3c4d" } },
    newState: { type, inputs: declared },
  };
}
