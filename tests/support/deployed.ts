import type { EnvironmentName } from "../../components/shared/labels";
import type { Kubectl } from "../../lab/kubectl";
import type { LabStack } from "../../lab/lab-stack";

/** Kinds that an environment creates, for a look at what is left of it. */
const OUR_KINDS =
  "namespaces,networkpolicies,deployments,services,serviceaccounts,secrets,poddisruptionbudgets,priorityclasses,storageclasses";

/** What pulumi prints. @throws Error with that where it fails */
export async function outputOf(stack: LabStack, args: readonly string[]): Promise<string> {
  const { exitCode, output } = await stack.program(args, "captured");
  if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} of ${stack.environment} failed:\n${output}`);
  return output;
}

/** What pulumi prints where it must fail. @throws Error with that where it succeeds */
export async function refusalOf(stack: LabStack, args: readonly string[]): Promise<string> {
  const { exitCode, output } = await stack.program(args, "captured");
  if (exitCode === 0) throw new Error(`pulumi ${args.join(" ")} of ${stack.environment} succeeded:\n${output}`);
  return output;
}

/** The live objects that an environment's stack owns, as `kind/name`. */
export async function ownedObjects(kubectl: Kubectl, environment: EnvironmentName): Promise<string[]> {
  const selector = `gxcoin.money/owner-stack=${environment}`;
  const names = await kubectl.run(["get", OUR_KINDS, "--all-namespaces", "--selector", selector, "--output=name"]);
  return names.split("\n").filter(Boolean);
}
