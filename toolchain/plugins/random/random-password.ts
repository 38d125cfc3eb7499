import { hash } from "bcryptjs";
import { holdsUnknown, reveal, secret, UNKNOWN, type Properties } from "../shared/property-values";
import type { CheckFailure, InputKind, ResourceType } from "../shared/resource-type";
import { generatePassword, type PasswordSpec } from "./generate-password";

/** The work factor of the official plugin's hash (Go's bcrypt.DefaultCost). */
const BCRYPT_COST = 10;

/** The one identifier every password has: the value itself must not become one. */
const ID = "none";

const INPUTS = {
  length: "number",
  lower: "boolean",
  upper: "boolean",
  numeric: "boolean",
  number: "boolean",
  special: "boolean",
  minLower: "number",
  minUpper: "number",
  minNumeric: "number",
  minSpecial: "number",
  overrideSpecial: "string",
  keepers: "map",
} as const satisfies Record<string, InputKind>;

/**
 * `random:index/randomPassword:RandomPassword` as the official plugin documents it
 * (https://www.pulumi.com/registry/packages/random/api-docs/randompassword/): made once, kept until any input changes.
 */
export const randomPassword: ResourceType = {
  inputs: INPUTS,
  required: ["length"],
  refused: {},
  replacedBy: Object.keys(INPUTS),
  validate,
  preview: (inputs) => state(inputs, UNKNOWN, UNKNOWN),
  async create({ inputs }) {
    const password = generatePassword(specOf(inputs));
    return { id: ID, outputs: state(inputs, password, await hash(password, BCRYPT_COST)) };
  },
  update: () => Promise.reject(new Error("a password is replaced, never updated")),
  delete: () => Promise.resolve(),
};

function specOf(inputs: Properties): PasswordSpec {
  const given = reveal(inputs) as Partial<PasswordSpec> & { number?: boolean };
  return {
    length: given.length ?? 0,
    lower: given.lower ?? true,
    upper: given.upper ?? true,
    numeric: given.numeric ?? given.number ?? true,
    special: given.special ?? true,
    minLower: given.minLower ?? 0,
    minUpper: given.minUpper ?? 0,
    minNumeric: given.minNumeric ?? 0,
    minSpecial: given.minSpecial ?? 0,
    overrideSpecial: given.overrideSpecial,
  };
}

function state(inputs: Properties, result: string, bcryptHash: string): Properties {
  const spec = specOf(inputs);
  return { ...spec, number: spec.numeric, ...inputs, result: secret(result), bcryptHash: secret(bcryptHash) };
}

function validate(inputs: Properties): CheckFailure[] {
  const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsUnknown(value)));
  const spec = specOf(known);
  const failures: CheckFailure[] = [];
  for (const name of ["length", "minLower", "minUpper", "minNumeric", "minSpecial"] as const) {
    const least = name === "length" ? 1 : 0;
    if (known[name] !== undefined && !(Number.isInteger(spec[name]) && spec[name] >= least)) {
      failures.push({
        property: name,
        reason: `"${name}" is ${spec[name]}: it must be a whole number of at least ${least}`,
      });
    }
  }
  const minimums = spec.minLower + spec.minUpper + spec.minNumeric + spec.minSpecial;
  if (known.length !== undefined && spec.length < minimums) {
    failures.push({
      property: "length",
      reason: `"length" is ${spec.length}: it must be at least minLower + minUpper + minNumeric + minSpecial = ${minimums}`,
    });
  }
  if (known.numeric !== undefined && known.number !== undefined && known.numeric !== known.number) {
    failures.push({
      property: "number",
      reason: `"number" is the old name of "numeric" and says otherwise: give only "numeric"`,
    });
  }
  if (!(spec.lower || spec.upper || spec.numeric || spec.special)) {
    failures.push({ property: "special", reason: `one of "lower", "upper", "numeric" and "special" must be true` });
  }
  return failures;
}
