import { holdsUnknown, reveal, type Properties } from "./property-values";
import type { CheckFailure, InputKind, ResourceType } from "./resource-type";

/** Inputs that the engine or an SDK adds for itself. */
const INTERNAL = /^__/;

/**
 * Every mistake in the inputs of a resource: unknown and refused properties, missing ones, wrong types, and what the type
 * itself has to say about the values. Values not known yet are taken as right.
 *
 * @param insteadOf what to do where this stand-in doesn't cover something.
 */
export function checkInputs(type: ResourceType, inputs: Properties, insteadOf: string): CheckFailure[] {
  const given = Object.entries(inputs).filter(([name, value]) => !INTERNAL.test(name) && value !== null);
  const names = given.map(([name]) => name);
  const failures: CheckFailure[] = [
    ...names
      .filter((name) => !(name in type.inputs))
      .map((name) => ({
        property: name,
        reason: `${type.refused[name] ?? `"${name}" is not a property that this stand-in knows`}. ${insteadOf}`,
      })),
    ...type.required
      .filter((name) => !names.includes(name))
      .map((name) => ({ property: name, reason: `"${name}" is missing and required` })),
    ...given.flatMap(([name, value]) => wrongKind(name, value, type.inputs[name])),
  ];
  return failures.length > 0 ? failures : type.validate(reveal(Object.fromEntries(given)) as Properties);
}

function wrongKind(name: string, value: unknown, kind: InputKind | undefined): CheckFailure[] {
  if (kind === undefined || holdsUnknown(value)) return [];
  const plain = reveal(value);
  const actual = Array.isArray(plain) ? "list" : typeof plain === "object" ? "map" : typeof plain;
  return actual === kind ? [] : [{ property: name, reason: `"${name}" must be a ${kind}, not a ${actual}` }];
}
