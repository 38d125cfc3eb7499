import { z } from "zod";

/** The keys that a schema takes at a path, for the suggestion to somebody who misspelt one; empty where it takes any. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<z.core.$ZodType | undefined>(
    (node, key) => (node ? partAt(bare(node), String(key)) : undefined),
    schema,
  );
  const node = found && bare(found);
  return node instanceof z.ZodObject ? Object.keys(node.shape) : [];
}

/** The part of a schema at one key or index. */
function partAt(schema: z.core.$ZodType, key: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.core.$ZodType>)[key];
  if (schema instanceof z.ZodArray) return schema.element;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return undefined;
}

/** A schema without what only says that it may be left out, or what becomes of its value. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodReadonly) {
    return bare(schema.unwrap());
  }
  if (schema instanceof z.ZodPipe) return bare(schema.in);
  // The inventory's servers: the first kind has every key that the other has.
  if (schema instanceof z.ZodDiscriminatedUnion) return bare(schema.options[0]!);
  return schema;
}
