import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import type { EnvironmentName } from "../../components/shared/labels";
import type { ClusterAccess } from "../../stacks/environment";
import { UserError } from "../../toolchain/user-error";

/**
 * The cluster that a committed stack file names, the same as its program's. The path is absolute.
 * @param checkout the folder of the stack files, which a relative path of a kubeconfig starts from
 * @throws UserError where the file doesn't say
 */
export function clusterAccess(stack: EnvironmentName, checkout: string): ClusterAccess {
  const stackFile = `Pulumi.${stack}.yaml`;
  const { config = {} } = parse(readFileSync(join(checkout, stackFile), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const setting = (name: string): string => {
    const value = config[name];
    if (typeof value === "string" && value !== "") return value;
    throw new UserError(`${name} is missing in ${stackFile}: commit it, as README.md says`);
  };
  return {
    kubeconfigPath: resolve(checkout, setting("gx:kubeconfig")),
    context: setting("gx:kubeContext"),
    identity: setting("gx:clusterIdentity"),
  };
}
