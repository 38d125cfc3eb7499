import { distance } from "fastest-levenshtein";
import { ENVIRONMENT_NAMES } from "../components/shared/environments";
import type { EnvironmentName } from "../components/shared/labels";
import { UserError } from "../toolchain/user-error";

/** The stack that a command line names. @throws UserError where it names none, or none of this project's */
export function stackNamed(stack: string | undefined): EnvironmentName {
  if (stack === undefined) throw new UserError("--stack is missing: name the stack, as in --stack mainnet");
  const known = ENVIRONMENT_NAMES.find((name) => name === stack);
  if (known !== undefined) return known;
  const near = ENVIRONMENT_NAMES.find((name) => distance(name, stack) <= 3);
  throw new UserError(
    `unknown stack "${stack}": ${near ? `did you mean ${near}?` : `there are ${ENVIRONMENT_NAMES.join(", ")}`}`,
  );
}
