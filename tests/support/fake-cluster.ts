import { SERVERS } from "../../stacks/inventory";
import type { ClusterReader, LiveObject, ObjectKind } from "../../stacks/preflight/cluster-reader";
import { TOOL_VERSIONS } from "../../stacks/versions";

/** A live object and what kind it is. */
export interface FakeObject extends ObjectKind {
  readonly name: string;
  readonly labels?: LiveObject["labels"];
  readonly annotations?: LiveObject["annotations"];
  readonly uid?: string;
}

/** What a cluster says of its API servers. */
export interface FakeApiServers {
  /** @default the version that was proven */
  readonly version?: string | undefined;
  /** @default where the inventory says they are */
  readonly addresses?: readonly string[];
}

/** A cluster that holds exactly `objects`. */
export function fakeCluster(objects: readonly FakeObject[], apiServers: FakeApiServers = {}): ClusterReader {
  const said = {
    version: `v${TOOL_VERSIONS.kubernetes}+k3s1`,
    addresses: SERVERS.filter(({ k3sRole }) => k3sRole === "server").map(({ publicIpv4 }) => publicIpv4),
    ...apiServers,
  };
  return {
    async list({ apiVersion, kind, namespace }) {
      return objects
        .filter((o) => o.apiVersion === apiVersion && o.kind === kind && o.namespace === namespace)
        .map(({ name, labels = {}, annotations = {}, uid = `uid-of-${name}` }) => ({ name, labels, annotations, uid }));
    },
    async version() {
      return said.version;
    },
    async apiServerAddresses() {
      return said.addresses;
    },
  };
}
