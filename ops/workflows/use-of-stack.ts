import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { isLabCluster } from "../../lab/is-lab-cluster";
import type { Use } from "../../toolchain";

/**
 * What a committed stack file's cluster is used for: a lab's, or else production. In doubt it is production.
 * @param checkout the folder of the stack files
 */
export function useOf(stack: string, checkout: string): Use {
  const { config } = parse(readFileSync(join(checkout, `Pulumi.${stack}.yaml`), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const kubeconfig = config?.["gx:kubeconfig"];
  if (typeof kubeconfig !== "string") return "production";
  return isLabCluster(resolve(checkout, kubeconfig), config?.["gx:clusterIdentity"]) ? "lab" : "production";
}
