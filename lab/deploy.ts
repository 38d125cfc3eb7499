import { join } from "node:path";
import { CLUSTER_LAYER_OWNER } from "../components/shared/environments";
import type { EnvironmentName } from "../components/shared/labels";
import type { Toolchain } from "../toolchain";
import type { Progress } from "../toolchain/progress";
import { UserError } from "../toolchain/user-error";
import { type LabStack, openLabStack, stateFolder, type StackTarget } from "./lab-stack";
import { freeStackLock } from "./stack-lock";

/** The policy pack that judges every preview and every deployment. */
const POLICY_PACK = join(__dirname, "..", "policies");

/** Flags that run the policy pack with a preview, an update or a refresh. */
export const WITH_POLICIES = ["--policy-pack", POLICY_PACK] as const;

/**
 * Previews an environment with the policy pack, deploys it with the policy pack, and previews it again, which must change
 * nothing. What pulumi prints goes to the terminal. What stands on another environment's cluster layer comes after that
 * environment: where it isn't deployed yet, it is deployed first. What an interrupted deployment left behind is cleared away
 * before.
 *
 * @throws UserError when pulumi or a policy refuses, or when the second preview would change something
 */
export async function deployOnLab(
  target: StackTarget,
  toolchain: Pick<Toolchain, "path" | "env">,
  environment: EnvironmentName,
  progress: Progress,
): Promise<void> {
  const owner = CLUSTER_LAYER_OWNER;
  if (environment !== owner && !(await isDeployed(await openLabStack(target, toolchain, owner)))) {
    progress.info(
      `${environment} stands on ${owner}'s cluster layer, which this lab doesn't have yet: ${owner} comes first`,
    );
    await deployOnLab(target, toolchain, owner, progress);
  }
  const stack = await openLabStack(target, toolchain, environment);
  await freeStackLock(stateFolder(target), environment, progress);
  await settlePending(stack, progress);
  await phase(stack, progress, "what would change, judged by the policies", ["preview", ...WITH_POLICIES]);
  await phase(stack, progress, "deploying", ["up", "--yes", "--skip-preview", ...WITH_POLICIES]);
  await phase(stack, progress, "a second preview, which must change nothing", [
    "preview",
    "--expect-no-changes",
    ...WITH_POLICIES,
  ]);
}

async function phase(stack: LabStack, progress: Progress, heading: string, args: readonly string[]): Promise<void> {
  progress.info(`\n── ${stack.environment}: ${heading}  (pulumi ${args[0]})`);
  const { exitCode } = await stack.program(args, "terminal");
  if (exitCode !== 0) {
    throw new UserError(
      `pulumi ${args[0]} of ${stack.environment} ended with exit code ${exitCode}; its own words are above`,
    );
  }
}

/**
 * What was being created when a deployment was killed is in pulumi's state as pending, and stays so, with a warning in
 * every run, until it is cleared. Nothing is lost by that: the next update takes over what has come into being and is this
 * stack's own.
 */
async function settlePending(stack: LabStack, progress: Progress): Promise<void> {
  const { exitCode, output } = await stack.state(["stack", "export"]);
  const state = exitCode === 0 ? (JSON.parse(output) as { deployment?: { pending_operations?: unknown[] } }) : {};
  const pending = state.deployment?.pending_operations?.length ?? 0;
  if (pending === 0) return;
  const heading = `the last deployment was killed with ${pending} operations under way: looking what became of them`;
  await phase(stack, progress, heading, ["refresh", "--clear-pending-creates", "--yes", "--skip-preview"]);
}

async function isDeployed(stack: LabStack): Promise<boolean> {
  const { exitCode, output } = await stack.state(["stack", "output", "--json"]);
  return exitCode === 0 && Object.keys(JSON.parse(output) as object).length > 0;
}
