import type { ClusterReader, LiveObject, ObjectKind } from "../../stacks/preflight/cluster-reader";

/** A live object and what kind it is. */
export interface FakeObject extends ObjectKind {
  readonly name: string;
  readonly labels?: LiveObject["labels"];
  readonly uid?: string;
}

/** A cluster that holds exactly `objects`. */
export function fakeCluster(objects: readonly FakeObject[]): ClusterReader {
  return {
    async list({ apiVersion, kind, namespace }) {
      return objects
        .filter((o) => o.apiVersion === apiVersion && o.kind === kind && o.namespace === namespace)
        .map(({ name, labels = {}, uid = `uid-of-${name}` }) => ({ name, labels, uid }));
    },
  };
}
