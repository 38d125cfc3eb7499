import type { ClusterAccess } from "../environment";
import { addressesOf, type ApiAnswer, objectsOf, pluralsByKind } from "./api-answers";
import type { ClusterReader, ObjectKind } from "./cluster-reader";
import { METADATA_ONLY, openCluster } from "./kubeconfig-client";

/** The API servers keep these slices themselves; `Endpoints`, which say the same, are deprecated since Kubernetes 1.33. */
const API_SERVER_SLICES =
  "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dkubernetes";

/**
 * Reads the cluster that a kubeconfig's context names, as that context's user.
 *
 * @throws ConfigError as {@link openCluster} does; its methods, when the cluster can't be reached or refuses
 */
export async function readCluster(access: ClusterAccess): Promise<ClusterReader> {
  const get = await openCluster(access);
  const resourceNames = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const resourcesOf = (apiVersion: string) => {
    const known =
      resourceNames.get(apiVersion) ?? get<ApiAnswer>(apiPath(apiVersion), "application/json").then(pluralsByKind);
    resourceNames.set(apiVersion, known);
    return known;
  };
  return {
    async list({ apiVersion, kind, namespace }: ObjectKind) {
      const plural = (await resourcesOf(apiVersion)).get(kind);
      if (plural === undefined) return [];
      const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
      const body = await get<ApiAnswer>(`${apiPath(apiVersion)}${scope}/${plural}`, METADATA_ONLY);
      return objectsOf(body);
    },
    async version() {
      return (await get<ApiAnswer>("/version", "application/json"))?.gitVersion;
    },
    async apiServerAddresses() {
      return addressesOf(await get<ApiAnswer>(API_SERVER_SLICES, "application/json"));
    },
  };
}

function apiPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
