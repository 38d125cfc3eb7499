import { SECRET, UNKNOWN } from "../ops/gate/masked";
import type { Preview } from "../ops/gate/preview";
import type { FloorObject } from "./floor";

/**
 * The Kubernetes objects that a preview registers, without the components around them. What it didn't know or didn't show
 * is null: it comes from generated passwords.
 */
export function floorObjects({ steps }: Pick<Preview, "steps">): readonly FloorObject[] {
  return steps.flatMap(({ urn, newState }) =>
    newState?.type.startsWith("kubernetes:")
      ? [{ name: urn.split("::").at(-1) ?? urn, type: newState.type, inputs: hiddenAsNull(newState.inputs) }]
      : [],
  );
}

function hiddenAsNull(value: unknown): unknown {
  if (value === SECRET || value === UNKNOWN) return null;
  if (Array.isArray(value)) return value.map(hiddenAsNull);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, hiddenAsNull(field)]));
}
