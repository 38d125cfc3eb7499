import { SERVERS } from "../../stacks/inventory";
import type {
  ClusterReader,
  Fields,
  LiveObject,
  ObjectKind,
  ObjectReference,
  Trial,
} from "../../stacks/preflight/cluster-reader";
import { TOOL_VERSIONS } from "../../stacks/versions";

/** A live object and what kind it is. */
export interface FakeObject extends ObjectKind {
  readonly name: string;
  readonly labels?: LiveObject["labels"];
  readonly annotations?: LiveObject["annotations"];
  readonly uid?: string;
  /** What {@link ClusterReader.read} gives of it besides name, labels and uid. */
  readonly fields?: Fields;
  /** What comes of applying to it. @default its fields with the applied ones over them, field by field of the top level and of the metadata */
  readonly trial?: (force: boolean) => Trial;
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
  const find = ({ apiVersion, kind, namespace, name }: ObjectReference) =>
    objects.find((o) => o.apiVersion === apiVersion && o.kind === kind && o.namespace === namespace && o.name === name);
  const whole = ({ name, labels = {}, uid = `uid-of-${name}`, fields = {} }: FakeObject): Fields => ({
    ...fields,
    metadata: { name, labels, uid, ...(fields.metadata as Fields | undefined) },
  });
  return {
    async read(object) {
      const found = find(object);
      return found && whole(found);
    },
    async tryApply(object, fields, { force }) {
      const found = find(object);
      const live: Fields = found ? whole(found) : {};
      const metadata = { ...(live.metadata as Fields | undefined), ...(fields.metadata as Fields | undefined) };
      const applied = { ...live, ...fields, metadata };
      return found?.trial?.(force) ?? { outcome: "applied", object: applied, warnings: [] };
    },
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
