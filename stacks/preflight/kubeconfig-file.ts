import { existsSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { ConfigError } from "../config-error";
import type { ClusterAccess } from "../environment";

/**
 * The kubeconfig of a cluster, its context chosen, and the address of its API server.
 *
 * @throws ConfigError when the file or the context doesn't exist, or the server isn't called by https
 */
export async function readKubeconfig(
  access: Pick<ClusterAccess, "kubeconfigPath" | "context">,
): Promise<{ readonly kubeconfig: KubeConfig; readonly server: string }> {
  if (!existsSync(access.kubeconfigPath)) {
    throw kubeconfigFault(
      "gx:kubeconfig",
      access.kubeconfigPath,
      "no such file; give the path of the cluster's kubeconfig",
    );
  }
  // An ES module, which a CommonJS program can only import while it runs.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const kubeconfig = new KubeConfig();
  try {
    kubeconfig.loadFromFile(access.kubeconfigPath);
  } catch (error) {
    throw kubeconfigFault(
      "gx:kubeconfig",
      access.kubeconfigPath,
      `is not a readable kubeconfig${placeOf(error)}; give the cluster's`,
    );
  }
  const contexts = kubeconfig.getContexts().map((context) => context.name);
  if (!contexts.includes(access.context)) {
    throw kubeconfigFault(
      "gx:kubeContext",
      access.context,
      `${access.kubeconfigPath} has ${contexts.join(", ") || "no context"}`,
    );
  }
  kubeconfig.setCurrentContext(access.context);
  const server = kubeconfig.getCurrentCluster()?.server;
  if (!server?.startsWith("https://")) {
    throw kubeconfigFault("gx:kubeContext", access.context, `its server is ${server ?? "not set"}; only https is used`);
  }
  return { kubeconfig, server };
}

/** Where the YAML breaks, without the parser's own message: that quotes the lines around it, and there are tokens in them. */
function placeOf(error: unknown): string {
  const { mark } = error as { mark?: { line?: number } };
  return mark?.line === undefined ? "" : `: it breaks in line ${mark.line + 1}`;
}

/** What is wrong with a setting that leads to the cluster. */
export function kubeconfigFault(field: string, value: string, remedy: string): ConfigError {
  return new ConfigError("The cluster", [{ field, value, remedy }]);
}
