import type { Fields, Preview, Step } from "./preview";

/** A step on an object of stack mainnet, for tests. `old` and `now` are the declared inputs; what is left out isn't there. */
export function step(
  op: string,
  type: string,
  name: string,
  { old, now, ...rest }: { old?: Fields; now?: Fields } & Partial<Step> & { outputs?: Fields; protect?: boolean } = {},
): Step {
  const { outputs, protect, ...more } = rest;
  return {
    op,
    urn: `urn:pulumi:mainnet::gx::gx:test:Parent$${type}::${name}`,
    ...(old && { oldState: { type, inputs: old, id: name, outputs: outputs ?? {}, protect } }),
    ...(now && { newState: { type, inputs: now } }),
    ...more,
  };
}

/** A preview of these steps. */
export function previewOf(...steps: Step[]): Preview {
  return { stack: "mainnet", steps, errors: [] };
}

/** Nested fields from a dotted path. */
export function at(path: string, value: unknown): Fields {
  return path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Fields;
}
