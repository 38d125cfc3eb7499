import { existsSync } from "node:fs";
import * as https from "node:https";
import { ConfigError } from "../config-error";
import type { ClusterAccess } from "../environment";

/** A cluster that hasn't answered by then counts as unreachable. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Asks the API server for objects' metadata alone, so that no content of any, such as a Secret's, is ever transferred. */
export const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/**
 * Asks the API server: path and the kind of answer, decoded; `undefined` for 404.
 *
 * @throws ConfigError when the cluster can't be reached, or refuses
 */
export type Get = <Answer>(path: string, accept: string) => Promise<Answer | undefined>;

/**
 * Reads from the cluster that a kubeconfig's context names, as that context's user. It can't do more than read.
 *
 * @throws ConfigError when the file or the context doesn't exist
 */
export async function openCluster(access: Pick<ClusterAccess, "kubeconfigPath" | "context">): Promise<Get> {
  if (!existsSync(access.kubeconfigPath)) {
    throw fault("gx:kubeconfig", access.kubeconfigPath, "no such file; give the path of the cluster's kubeconfig");
  }
  // An ES module, which a CommonJS program can only import while it runs.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const kubeconfig = new KubeConfig();
  try {
    kubeconfig.loadFromFile(access.kubeconfigPath);
  } catch (error) {
    throw fault("gx:kubeconfig", access.kubeconfigPath, `is not a readable kubeconfig${placeOf(error)}`);
  }
  const contexts = kubeconfig.getContexts().map((context) => context.name);
  if (!contexts.includes(access.context)) {
    throw fault(
      "gx:kubeContext",
      access.context,
      `${access.kubeconfigPath} has ${contexts.join(", ") || "no context"}`,
    );
  }
  kubeconfig.setCurrentContext(access.context);
  const server = kubeconfig.getCurrentCluster()?.server;
  if (!server?.startsWith("https://")) {
    throw fault("gx:kubeContext", access.context, `its server is ${server ?? "not set"}; only https is used`);
  }

  const options: https.RequestOptions = { agent: undefined };
  await kubeconfig.applyToHTTPSOptions(options);
  return async <Answer>(path: string, accept: string) => {
    try {
      return await getJson<Answer>(new URL(server.replace(/\/$/, "") + path), {
        ...options,
        headers: { ...options.headers, accept },
      });
    } catch (error) {
      throw fault(
        "gx:kubeconfig",
        access.kubeconfigPath,
        `its cluster ${server} can't be read: ${messageOf(error)}; start the cluster or correct the kubeconfig`,
      );
    }
  };
}

/** The decoded answer, or `undefined` for 404. */
function getJson<Answer>(url: URL, options: https.RequestOptions): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ...options, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 404) return resolve(undefined);
        if (response.statusCode !== 200) return reject(new Error(`${url.pathname} answered ${response.statusCode}`));
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer);
        } catch {
          reject(new Error(`${url.pathname} did not answer with JSON`));
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`)));
    request.on("error", reject);
  });
}

/** Where the YAML breaks, without the parser's own message: that quotes the lines around it, and there are tokens in them. */
function placeOf(error: unknown): string {
  const { mark } = error as { mark?: { line?: number } };
  return mark?.line === undefined ? "" : `: it breaks in line ${mark.line + 1}`;
}

function fault(field: string, value: string, remedy: string): ConfigError {
  return new ConfigError("The cluster", [{ field, value, remedy }]);
}

/** Node reports a failed connection to several addresses without a message, only with a code. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
