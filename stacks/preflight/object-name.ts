import type { ObjectReference } from "./cluster-reader";

/** `Kind namespace/name`, as the setting `gx:adopt` and messages write it. */
export function describeObject({ kind, namespace, name }: Omit<ObjectReference, "apiVersion">): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
