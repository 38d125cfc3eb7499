import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config-error";
import type { EnvironmentSpec } from "../environment";
import type { StackOutputs } from "../outputs";

/** The engine's own function. As a `StackReference`, which the SDK has of it, it would be one more resource of the stack. */
const READ_OUTPUTS = "pulumi:pulumi:readStackOutputs";

/** The output by which a stack's state records which cluster its objects are in. */
export const RECORDED_IN = "clusterIdentity" satisfies keyof StackOutputs;

/**
 * The UID of the cluster that the stack was last deployed to, as its state records it; undefined before its first deployment has
 * ended, and once the state has been made to forget it.
 */
export async function recordedCluster(): Promise<string | undefined> {
  const read = (await pulumi.runtime.invoke(READ_OUTPUTS, { name: pulumi.getStack() })) as {
    readonly outputs?: Readonly<Record<string, unknown>>;
  };
  const recorded = read.outputs?.[RECORDED_IN];
  return typeof recorded === "string" ? recorded : undefined;
}

/**
 * Refuses to deploy to another cluster than the one that the state has its objects in: the engine would take them for unchanged, or
 * delete the old ones by the kubeconfig that leads to the new cluster by now (docs/adr/0019).
 *
 * @throws ConfigError naming both clusters
 */
export function checkRecordedCluster(
  { name, access }: Pick<EnvironmentSpec, "name" | "access">,
  recorded: string | undefined,
): void {
  if (recorded === undefined || recorded === access.identity) return;
  throw new ConfigError("The cluster", [
    {
      field: "gx:clusterIdentity",
      value: access.identity,
      remedy:
        `the state of ${name} has its objects in cluster ${recorded}; set it back to that one, or, where that cluster is gone for good, ` +
        `have the state forget it: npm run ops -- state forget-cluster --stack ${name} (docs/runbooks/complete-loss.md)`,
    },
  ]);
}
