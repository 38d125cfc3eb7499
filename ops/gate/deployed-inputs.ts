import type { Fields, Step } from "./preview";

/**
 * What was declared of a resource when it was deployed last, by its URN: in a preview with `--refresh`, the steps that read the live
 * objects tell it, and the old state of all others is the live object. Empty for any other preview.
 */
export function deployedInputs(steps: readonly Step[]): ReadonlyMap<string, Fields> {
  return new Map(
    steps.flatMap(({ op, urn, oldState }) => (op === "refresh" && oldState?.inputs ? [[urn, oldState.inputs]] : [])),
  );
}
