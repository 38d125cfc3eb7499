import { z } from "zod";
import type { FloorObject } from "./floor";

/** The key that marks a secret in an exported state, whose text is beside it (pulumi sdk, `resource.SigKey`). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

const stateSchema = z.object({
  deployment: z.object({
    resources: z.array(
      z.object({ urn: z.string(), type: z.string(), inputs: z.record(z.string(), z.unknown()).optional() }),
    ),
  }),
});

/**
 * The Kubernetes objects of a stack as it declares them, with their secrets.
 *
 * @param json what `pulumi stack export --show-secrets` prints
 * @throws ZodError where it is something else
 */
export function deployedObjects(json: string): readonly FloorObject[] {
  return stateSchema
    .parse(JSON.parse(json))
    .deployment.resources.filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ urn, type, inputs }) => ({ name: urn.split("::").at(-1) ?? urn, type, inputs: revealed(inputs) }));
}

function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE_KEY in value && "plaintext" in value) return JSON.parse(String(value.plaintext));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, revealed(field)]));
}
