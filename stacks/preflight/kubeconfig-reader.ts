import { existsSync } from "node:fs";
import * as https from "node:https";
import { ConfigError } from "../config-error";
import type { ClusterAccess } from "../environment";
import { addressesOf, type ApiAnswer, objectsOf, pluralsByKind } from "./api-answers";
import type { ClusterReader, ObjectKind } from "./cluster-reader";

/** A cluster that hasn't answered by then counts as unreachable. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Asks the API server for names and labels alone, so that no Secret's content is ever transferred. */
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
/** The API servers keep these slices themselves; `Endpoints`, which say the same, are deprecated since Kubernetes 1.33. */
const API_SERVER_SLICES =
  "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dkubernetes";

/**
 * Reads the cluster that a kubeconfig's context names, as that context's user.
 *
 * @throws ConfigError when the file or the context doesn't exist; its methods, when the cluster can't be reached or refuses
 */
export async function readCluster(access: ClusterAccess): Promise<ClusterReader> {
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
  const get = async (path: string, accept: string) => {
    try {
      return await getJson(new URL(server.replace(/\/$/, "") + path), {
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
  const resourceNames = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const resourcesOf = (apiVersion: string) => {
    const known = resourceNames.get(apiVersion) ?? get(apiPath(apiVersion), "application/json").then(pluralsByKind);
    resourceNames.set(apiVersion, known);
    return known;
  };
  return {
    async list({ apiVersion, kind, namespace }: ObjectKind) {
      const plural = (await resourcesOf(apiVersion)).get(kind);
      if (plural === undefined) return [];
      const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
      const body = await get(`${apiPath(apiVersion)}${scope}/${plural}`, METADATA_ONLY);
      return objectsOf(body);
    },
    async version() {
      return (await get("/version", "application/json"))?.gitVersion;
    },
    async apiServerAddresses() {
      return addressesOf(await get(API_SERVER_SLICES, "application/json"));
    },
  };
}

function apiPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The decoded answer, or `undefined` for 404. */
function getJson(url: URL, options: https.RequestOptions): Promise<ApiAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ...options, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 404) return resolve(undefined);
        if (response.statusCode !== 200) return reject(new Error(`${url.pathname} answered ${response.statusCode}`));
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as ApiAnswer);
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
