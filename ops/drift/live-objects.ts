import * as https from "node:https";
import { UserError } from "../../toolchain/user-error";
import { type ApiKind, type Discovery, kindsIn } from "./api-kinds";
import type { ClusterAccess } from "./cluster-access";
import type { LiveObject } from "./strangers";

/** A cluster that hasn't answered by then counts as unreachable. */
const REQUEST_TIMEOUT_MS = 10_000;
/** All groups and kinds in two answers instead of one for each group and version. */
const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
/** Metadata alone, so that no content of any object is ever transferred. */
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

interface MetadataList {
  readonly items?: readonly { readonly metadata: Metadata }[];
}

interface Metadata {
  readonly name: string;
  readonly uid?: string;
  readonly creationTimestamp?: string;
  readonly ownerReferences?: readonly { readonly uid: string }[];
  readonly managedFields?: readonly {
    readonly manager?: string;
    readonly time?: string;
    readonly subresource?: string;
  }[];
}

/**
 * Reads the metadata of everything that stands in the namespaces, of every kind that the API server knows. Changes nothing.
 * @throws UserError where the cluster can't be read, or a kind in it
 */
export async function liveObjects(
  access: ClusterAccess,
  namespaces: readonly string[],
): Promise<readonly LiveObject[]> {
  const get = await reader(access);
  const kinds = kindsIn(await get<Discovery>("/api", DISCOVERY), await get<Discovery>("/apis", DISCOVERY));
  const objects: LiveObject[] = [];
  for (const namespace of namespaces) {
    const lists = kinds.map(async (kind) => {
      const path = `${kind.root}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
      return ((await get<MetadataList>(path, METADATA_ONLY)).items ?? []).map((item) =>
        liveObject(kind, namespace, item.metadata),
      );
    });
    objects.push(...(await Promise.all(lists)).flat());
  }
  return objects;
}

function liveObject({ group, kind }: ApiKind, namespace: string, metadata: Metadata): LiveObject {
  const written = [...(metadata.managedFields ?? [])]
    .filter(({ subresource }) => subresource !== "status")
    .sort((a, b) => (a.time ?? "").localeCompare(b.time ?? ""));
  return {
    ...{ group, kind, namespace, name: metadata.name, uid: metadata.uid ?? "" },
    created: metadata.creationTimestamp ?? "at an unknown time",
    owners: (metadata.ownerReferences ?? []).map(({ uid }) => uid),
    managers: [...new Set(written.map(({ manager }) => manager ?? "somebody who left no name"))],
  };
}

async function reader(access: ClusterAccess): Promise<<Answer>(path: string, accept: string) => Promise<Answer>> {
  // An ES module, which a CommonJS program can only import while it runs.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const kubeconfig = new KubeConfig();
  try {
    kubeconfig.loadFromFile(access.kubeconfigPath);
  } catch {
    // The parser's own words quote the lines around the mistake, and there are tokens in them.
    throw new UserError(`${access.kubeconfigPath} is not a readable kubeconfig`);
  }
  kubeconfig.setCurrentContext(access.context);
  const server = kubeconfig.getCurrentCluster()?.server;
  if (!server?.startsWith("https://")) {
    throw new UserError(`${access.kubeconfigPath} has no https server for context ${access.context}`);
  }
  const options: https.RequestOptions = {};
  await kubeconfig.applyToHTTPSOptions(options);
  return (path, accept) =>
    getJson(new URL(server.replace(/\/$/, "") + path), { ...options, headers: { ...options.headers, accept } });
}

function getJson<Answer>(url: URL, options: https.RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => reject(new UserError(`the cluster can't be read: ${url.pathname}: ${problem}`));
    const request = https.get(url, { ...options, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", (error) => fail(error.message));
      response.on("end", () => {
        if (response.statusCode !== 200) return fail(`answered ${response.statusCode}`);
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer);
        } catch {
          fail("did not answer with JSON");
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`)));
    request.on("error", (error: NodeJS.ErrnoException) => fail(error.message || (error.code ?? error.name)));
  });
}
