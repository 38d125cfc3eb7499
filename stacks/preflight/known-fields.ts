import * as pulumi from "@pulumi/pulumi";
import { isUnknown as isUnknownValue } from "@pulumi/pulumi/output";
import type { Fields } from "./cluster-reader";

/** Stands for a text that isn't known before the update, such as a generated name or a checksum. A name may read so. */
export const UNKNOWN_TEXT = "known-in-the-update";

/** What is known of an object before the update. */
export interface KnownFields {
  /** Unknown texts read {@link UNKNOWN_TEXT}. */
  readonly fields: Fields;
  /** The fields that aren't known, as paths such as `spec.roleRef.name`. */
  readonly unknown: readonly string[];
}

/**
 * An object's declared fields, as far as they are known at once. What is an output deep inside is taken for a text; one right at
 * the top, such as a Secret's whole `data`, is no text and left out.
 */
export function knownFields(props: unknown): KnownFields {
  const unknown: string[] = [];
  const known = (value: unknown, path: string): unknown => {
    if (isUnknown(value)) {
      unknown.push(path);
      return UNKNOWN_TEXT;
    }
    if (Array.isArray(value)) return value.map((item, index) => known(item, `${path}[${index}]`));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, known(item, path === "" ? key : `${path}.${key}`)]),
    );
  };
  const fields = known(props ?? {}, "") as Fields;
  const whole = Object.entries(fields).filter(([, value]) => value !== UNKNOWN_TEXT);
  return { fields: Object.fromEntries(whole), unknown };
}

function isUnknown(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise || isUnknownValue(value);
}
