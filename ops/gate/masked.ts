/** Stands in the place of a secret, as Pulumi's own displays write it. */
export const SECRET = "[secret]";
/** Stands for a value that only the update itself will know. */
export const UNKNOWN = "[known after the update]";

/** The key that marks a wrapped special value, and the value that makes it a secret (pulumi sdk, `resource.SigKey`, `SecretSig`). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
/** What the engine writes for unknown values of each type (pulumi sdk, `plugin.Unknown…Value`). */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
/** A Kubernetes Secret's contents, which are secret even where the program forgot to say so. */
const SECRET_CONTENTS = ["data", "stringData"];

/** A copy of a JSON value in which no secret is left and unknowns read as such. */
export function masked(value: unknown): unknown {
  if (UNKNOWNS.has(value)) return UNKNOWN;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== "object" || value === null) return value;
  if ((value as Record<string, unknown>)[SIGNATURE_KEY] === SECRET_SIGNATURE) return SECRET;
  const isSecret = (value as Record<string, unknown>).kind === "Secret";
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isSecret && SECRET_CONTENTS.includes(key) && item !== null && item !== undefined ? SECRET : masked(item),
    ]),
  );
}

/** How many characters of a value a message shows. */
const SHOWN_CHARACTERS = 160;

/** A masked value on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return "(not set)";
  if (value === SECRET || value === UNKNOWN) return value;
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;
}
