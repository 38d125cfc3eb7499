import { mkdirSync } from "node:fs";
import * as path from "node:path";
import type { LabStack } from "../../lab/lab-stack";
import { deployStack, type DeploymentResult } from "../../ops/workflows/deployment";
import type { StackCommands } from "../../ops/workflows/stack-commands";
import type { TestLab } from "../support/test-lab";

/**
 * Deploys a stack of the lab as `npm run deploy` does: planned, judged by the gate, and that plan applied.
 * @throws UserError as {@link deployStack} does
 */
export async function deployOnLab(test: TestLab, stack: LabStack): Promise<DeploymentResult> {
  const folder = path.join(test.lab.folder, "plans");
  mkdirSync(folder, { recursive: true });
  // The lab gives both streams as one; a preview among other text is found all the same.
  const commands: StackCommands = {
    stack: stack.environment,
    program: async (args) => ({ ...(await stack.program(args, "captured")), errors: "" }),
    state: async (args) => ({ ...(await stack.state(args)), errors: "" }),
  };
  return deployStack(commands, { folder, now: new Date() });
}
