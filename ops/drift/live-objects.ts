import { METADATA_ONLY, openCluster } from "../../stacks/preflight/kubeconfig-client";
import { UserError } from "../../toolchain/user-error";
import { type ApiKind, type Discovery, kindsIn } from "./api-kinds";
import type { LiveObject } from "./strangers";

/** All groups and kinds in two answers instead of one for each group and version. */
const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
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
 * @throws ConfigError where the cluster can't be read, or a kind in it
 * @throws UserError where the API server doesn't tell its kinds
 */
export async function liveObjects(
  access: Parameters<typeof openCluster>[0],
  namespaces: readonly string[],
): Promise<readonly LiveObject[]> {
  const get = await openCluster(access);
  const discovered = async (path: string) => {
    const answer = await get<Discovery>(path, DISCOVERY);
    if (answer === undefined)
      throw new UserError(`the cluster's API server doesn't tell its kinds: ${path} answered 404`);
    return answer;
  };
  const kinds = kindsIn(await discovered("/api"), await discovered("/apis"));
  const objects: LiveObject[] = [];
  for (const namespace of namespaces) {
    const lists = kinds.map(async (kind) => {
      const path = `${kind.root}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`;
      return ((await get<MetadataList>(path, METADATA_ONLY))?.items ?? []).map((item) =>
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
