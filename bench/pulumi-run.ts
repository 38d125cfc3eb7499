import type { LabStack } from "../lab/lab-stack";
import { UserError } from "../toolchain/user-error";

/**
 * Runs a pulumi command of a stack's program, such as `preview`, and gives what it printed.
 * @throws UserError with the end of that where it fails: what was refused is no measurement
 */
export async function pulumi(stack: LabStack, ...args: readonly string[]): Promise<string> {
  const { exitCode, output } = await stack.program(args, "captured");
  if (exitCode !== 0) {
    throw new UserError(`pulumi ${args[0]} ended with exit code ${exitCode}:\n${output.trim().slice(-3000)}`);
  }
  return output;
}
