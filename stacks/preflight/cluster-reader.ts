/** The identity of a live object, what marks its owner, and what else is noted on it. */
export interface LiveObject {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly uid: string;
}

/** A kind of object in one namespace, or of the cluster as a whole. */
export interface ObjectKind {
  /** Such as `apps/v1`, or `v1` for the core group. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for what is cluster-scoped. */
  readonly namespace?: string | undefined;
}

/** Reads a cluster and changes nothing in it. */
export interface ClusterReader {
  /** All objects of a kind, metadata only; empty when the namespace or the kind does not exist. */
  list(kind: ObjectKind): Promise<readonly LiveObject[]>;
  /** The API server's version as it states it, such as `v1.34.1+k3s1`; `undefined` where it states none. */
  version(): Promise<string | undefined>;
  /** The IPv4 addresses that the Service `kubernetes` in `default` leads to: where the API servers say they are. */
  apiServerAddresses(): Promise<readonly string[]>;
}
