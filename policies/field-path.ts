/** A value and the path that led to it, such as `securityContext.sysctls[1].name`. */
export interface FieldValue {
  readonly field: string;
  readonly value: unknown;
}

/**
 * What stands at `path` below `root`: one value, undefined where nothing is written, or one for each element where the
 * path says `[*]`. Throws the policy SDK's error where a value on the way is unknown.
 */
export function valuesAt(root: unknown, path: string): FieldValue[] {
  return path
    .split(".")
    .reduce<FieldValue[]>(
      (found, step) => found.flatMap((parent) => descend(parent, step)),
      [{ field: "", value: root }],
    );
}

function descend({ field, value }: FieldValue, step: string): FieldValue[] {
  const key = step.replace("[*]", "");
  const child = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  const childField = field === "" ? key : `${field}.${key}`;
  if (key === step) return [{ field: childField, value: child }];
  if (!Array.isArray(child)) return [];
  return Array.from(child, (element: unknown, index) => ({ field: `${childField}[${index}]`, value: element }));
}
