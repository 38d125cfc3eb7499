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

/** One object, as its kind and name say which. */
export interface ObjectReference extends ObjectKind {
  readonly name: string;
}

/** An object, or part of one. */
export type Fields = Readonly<Record<string, unknown>>;

/** One reason of the API server's: which field, as it writes it, and what about it. */
export interface Objection {
  /** Such as `value` or `.spec.template.spec.containers[name="service"].image`; empty where it names none. */
  readonly field: string;
  readonly message: string;
}

/** What would come of applying fields to an object. */
export type Trial =
  | { readonly outcome: "applied"; readonly object: Fields; readonly warnings: readonly string[] }
  /** Others set these fields, to other values. */
  | { readonly outcome: "conflict"; readonly objections: readonly Objection[] }
  /** Refused, whoever set them: they can't change, or aren't valid. */
  | { readonly outcome: "refused"; readonly objections: readonly Objection[] };

/** Reads a cluster and changes nothing in it. */
export interface ClusterReader {
  /** All objects of a kind, metadata only; empty when the namespace or the kind does not exist. */
  list(kind: ObjectKind): Promise<readonly LiveObject[]>;
  /** One object, whole; `undefined` where it does not exist. */
  read(object: ObjectReference): Promise<Fields | undefined>;
  /**
   * What would come of applying these fields to an object; a dry run of the API server's, which stores nothing.
   *
   * @param options.force whether fields that others set are taken from them
   */
  tryApply(object: ObjectReference, fields: Fields, options: { force: boolean }): Promise<Trial>;
  /** The API server's version as it states it, such as `v1.34.1+k3s1`; `undefined` where it states none. */
  version(): Promise<string | undefined>;
  /** The IPv4 addresses that the Service `kubernetes` in `default` leads to: where the API servers say they are. */
  apiServerAddresses(): Promise<readonly string[]>;
}
