import { isKubernetes } from "./managed-fields";

/** A live object of a namespace, metadata alone. */
export interface LiveObject {
  /** The API group, empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** When it was created, as the API server says. */
  readonly created: string;
  /** The uids of the objects that it is a part of. */
  readonly owners: readonly string[];
  /** Who wrote it, the first one first; empty for an object in which nothing is set. */
  readonly managers: readonly string[];
}

/** What an object is known by across API versions. */
export function identityOf(object: Pick<LiveObject, "group" | "kind" | "namespace" | "name">): string {
  return `${object.group}/${object.kind} ${object.namespace}/${object.name}`;
}

/**
 * The objects that nobody declared. Not the parts of another object, such as a Deployment's pods: that one is
 * declared or has a line of its own. Not what Kubernetes alone wrote, such as the certificate that every namespace gets.
 *
 * The label `gxcoin.money/owner-stack` doesn't excuse an object: a copied pod template has it too.
 *
 * @param objects everything that stands in the namespaces
 * @param declared {@link identityOf} all that the stack declares
 */
export function strangers(objects: readonly LiveObject[], declared: ReadonlySet<string>): readonly LiveObject[] {
  const uids = new Set(objects.map(({ uid }) => uid));
  return objects
    .filter((object) => !declared.has(identityOf(object)))
    .filter(({ uid, owners }) => !owners.some((owner) => owner !== uid && uids.has(owner)))
    .filter((object) => !isOfKubernetes(object))
    .sort((a, b) => (lineOf(a) < lineOf(b) ? -1 : 1));
}

/** What is said of an object that nobody declared. */
export function lineOf({ kind, namespace, name, created, managers }: LiveObject): string {
  const who = managers.filter((manager) => !isKubernetes(manager)).join(", ") || "somebody who left no name";
  return `\`${kind} ${namespace}/${name}\`: not declared; created ${created} by ${who}`;
}

/** Every namespace gets the account; nothing is set in it, so nobody signs it. */
function isOfKubernetes({ kind, name, managers }: LiveObject): boolean {
  return managers.length === 0 ? kind === "ServiceAccount" && name === "default" : managers.every(isKubernetes);
}
