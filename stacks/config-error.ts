import * as pulumi from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";

/** Stands for a value that must not be shown. */
export const SECRET_VALUE = Symbol("a secret");

/** One thing wrong with a configuration: which field, what was found there, and what to do about it. */
export interface ConfigProblem {
  /** The field as a user writes it, such as `gx:services.svc-identity.replicas`. */
  readonly field: string;
  /** What was found; `undefined` where the field is missing, {@link SECRET_VALUE} where it must not be shown. */
  readonly value: unknown;
  /** What is wrong and how to mend it. */
  readonly remedy: string;
}

/** A configuration that can't be used. Pulumi prints its message without a stack. */
export class ConfigError extends pulumi.RunError {
  constructor(
    readonly subject: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    super(`${subject} can't be used:\n${problems.map((problem) => `  ${describeProblem(problem)}`).join("\n")}`);
    // Nobody is shown the frames, yet Pulumi formats them for its trace, which takes Node 20 some 20 s and much memory
    // (pulumi/pulumi#21326).
    this.stack = this.message;
  }
}

function describeProblem({ field, value, remedy }: ConfigProblem): string {
  return value === undefined ? `${field} is missing: ${remedy}` : `${field} is ${shown(value)}: ${remedy}`;
}

/** Long or multi-line values are not echoed: somebody may have pasted a whole kubeconfig, which holds a private key. */
function shown(value: unknown): string {
  if (value === SECRET_VALUE) return "a secret";
  const text = JSON.stringify(value) ?? String(value);
  if (typeof value === "string" && (value.length > 80 || value.includes("\n"))) {
    return `a text of ${value.length} characters`;
  }
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** So many names are listed where none is close to what was given. */
const SHOWN_NAMES = 12;

/** `did you mean …?` where one of `known` is close to `given`, otherwise the list of what is known. */
export function suggestion(given: string, known: readonly string[]): string {
  const nearest = [...known].sort((a, b) => distance(given, a) - distance(given, b))[0];
  if (nearest !== undefined && distance(given, nearest) <= Math.max(2, Math.floor(nearest.length / 3))) {
    return `did you mean ${nearest}?`;
  }
  const more = known.length > SHOWN_NAMES ? ` and ${known.length - SHOWN_NAMES} more` : "";
  return `known are ${known.slice(0, SHOWN_NAMES).join(", ")}${more}`;
}
