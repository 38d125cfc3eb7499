import type { ClusterAccess } from "../environment";
import { addressesOf, type ApiAnswer, objectsOf, pluralsByKind } from "./api-answers";
import type { ClusterReader, Fields, ObjectKind, ObjectReference } from "./cluster-reader";
import { connect, METADATA_ONLY } from "./kubeconfig-client";
import { type Status, trialOf } from "./trial";

/** The API servers keep these slices themselves; `Endpoints`, which say the same, are deprecated since Kubernetes 1.33. */
const API_SERVER_SLICES =
  "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dkubernetes";

/**
 * Reads the cluster that a kubeconfig's context names, as that context's user.
 *
 * @throws ConfigError as {@link connect} does; its methods, when the cluster can't be reached or refuses
 */
export async function readCluster(access: Pick<ClusterAccess, "kubeconfigPath" | "context">): Promise<ClusterReader> {
  const { get, tryApply } = await connect(access);
  const resourceNames = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const resourcesOf = (apiVersion: string) => {
    const known =
      resourceNames.get(apiVersion) ?? get<ApiAnswer>(apiPath(apiVersion), "application/json").then(pluralsByKind);
    resourceNames.set(apiVersion, known);
    return known;
  };
  const pathOf = async ({ apiVersion, kind, namespace }: ObjectKind) => {
    const plural = (await resourcesOf(apiVersion)).get(kind);
    const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
    return plural === undefined ? undefined : `${apiPath(apiVersion)}${scope}/${plural}`;
  };
  return {
    async list(kind: ObjectKind) {
      const path = await pathOf(kind);
      return path === undefined ? [] : objectsOf(await get<ApiAnswer>(path, METADATA_ONLY));
    },
    async read(object: ObjectReference) {
      const path = await pathOf(object);
      return path === undefined ? undefined : get<Fields>(`${path}/${object.name}`, "application/json");
    },
    async tryApply(object, fields, options) {
      const { apiVersion, kind, namespace, name } = object;
      const path = await pathOf(object);
      const metadata = { ...(fields.metadata as object | undefined), name, ...(namespace && { namespace }) };
      const body = { ...fields, apiVersion, kind, metadata };
      return trialOf(object, await tryApply<Status>(`${path}/${name}`, body, options));
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
