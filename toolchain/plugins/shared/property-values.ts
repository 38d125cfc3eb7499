import { isDeepStrictEqual } from "node:util";

/**
 * Resource properties as they travel between engine and plugin: JSON values in which a secret is wrapped in a marked
 * object and a value not known before deployment is a marker string (pulumi/sdk, "Property values").
 */
export type Properties = Readonly<Record<string, unknown>>;

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Stands in a preview for a value that only the deployment will know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Every marker of a value that is not known yet: of the type string (above), boolean, number, list, asset, archive, object. */
const UNKNOWNS: readonly unknown[] = [
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** A value the engine encrypts in the state and never shows. */
export function secret(value: unknown): Properties {
  return { [SIGNATURE]: SECRET, value };
}

/** The value with every secret in it unwrapped: for doing the work, never for showing. */
export function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
  return value;
}

/** Whether a secret is anywhere in the value. */
export function holdsSecret(value: unknown): boolean {
  return isSecret(value) || parts(value).some(holdsSecret);
}

/** Whether anything in the value is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  return UNKNOWNS.includes(value) || parts(value).some(holdsUnknown);
}

/** Every text inside a secret of the value: what must not appear in anything shown. */
export function secretTexts(value: unknown): string[] {
  if (isSecret(value)) return texts(value.value);
  return parts(value).flatMap(secretTexts);
}

/** The names of the properties that differ, secrecy aside. A value not known yet counts as different. */
export function changedProperties(olds: Properties, news: Properties): string[] {
  const names = new Set([...Object.keys(olds), ...Object.keys(news)]);
  return [...names]
    .filter((name) => holdsUnknown(news[name]) || !isDeepStrictEqual(reveal(olds[name]), reveal(news[name])))
    .sort();
}

function texts(value: unknown): string[] {
  return typeof value === "string" ? [value] : parts(value).flatMap(texts);
}

function parts(value: unknown): unknown[] {
  return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
}

function isSecret(value: unknown): value is { value: unknown } {
  return isObject(value) && value[SIGNATURE] === SECRET;
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
