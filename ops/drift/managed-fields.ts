import { canonical } from "../gate/finding";
import { isObject } from "../gate/kubernetes-object";
import { SECRET, UNKNOWN } from "../gate/masked";
import type { Fields } from "../gate/preview";

/** One step of a path into an object: a field, or the item of a list with these keys, this value or this place. */
export type PathStep = string | { readonly keys: Fields } | { readonly value: unknown } | { readonly index: number };
/** A path into an object. */
export type Path = readonly PathStep[];

/**
 * Managers by which Kubernetes' own components sign: the first word of their user agent. K3s runs all of them in one process,
 * which signs as `k3s`.
 */
const KUBERNETES: ReadonlySet<string> = new Set([
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "cloud-controller-manager", "k3s"],
]);

/** Whether a field manager is one of Kubernetes' own components. Who writes signs as he likes: this finds mistakes, not intruders. */
export function isKubernetes(manager: string): boolean {
  return KUBERNETES.has(manager);
}

/** Something about an object that a manager other than ours and Kubernetes' own set, and that isn't as declared. */
export interface ForeignField {
  /** Shortened to the list item that isn't declared, where it is part of one. */
  readonly path: Path;
  /** Whether the program declares it, with another value. */
  readonly isDeclared: boolean;
  readonly manager: string;
  /** When the manager last wrote, as the API server says. */
  readonly time: string;
}

/**
 * What others than the provider and Kubernetes set on an object, as its `metadata.managedFields` say; without what is as declared
 * all the same, such as a value that somebody changed and put back. A value that is masked counts as not as declared, unless
 * the provider owns it as well: then it is the provider's value.
 *
 * @param live the object as it is; `__fieldManager` in it is the provider's name for this object
 */
export function foreignFields(live: Fields, declared: Fields): readonly ForeignField[] {
  const entries = managedEntries(live);
  const isOurs = (manager: string) =>
    live.__fieldManager === undefined ? /^pulumi-kubernetes\b/.test(manager) : manager === live.__fieldManager;
  const ours = new Set(
    entries.filter(({ manager }) => isOurs(manager)).flatMap(({ fields }) => ownedPaths(fields).map(textOf)),
  );
  const found = entries
    .filter(({ manager, subresource }) => !isOurs(manager) && !isKubernetes(manager) && subresource !== "status")
    .flatMap(({ manager, time, fields }) =>
      ownedPaths(fields)
        .filter((path) => path[0] !== "status" && !ours.has(textOf(path)))
        .filter((path) => !isAsDeclared(valueOf(declared, path), valueOf(live, path)))
        .map((path) => {
          const isDeclared = valueOf(declared, path) !== undefined;
          return { path: isDeclared ? path : upToAddedItem(declared, path), isDeclared, manager, time };
        }),
    );
  return [...new Map(found.map((field) => [`${field.manager} ${textOf(field.path)}`, field])).values()];
}

/** A path as `spec.containers[name=service].image`. */
export function textOf(path: Path): string {
  const words = path.map((step) => {
    if (typeof step === "string") return `.${step}`;
    if ("index" in step) return `[${step.index}]`;
    if ("value" in step) return `[${JSON.stringify(step.value)}]`;
    const keys = Object.entries(step.keys).map(([key, value]) => `${key}=${String(value)}`);
    return `[${keys.join(",")}]`;
  });
  return words.join("").replace(/^\./, "");
}

/** The value at a path; a mask where the path leads into something masked; undefined where there is none. */
export function valueOf(object: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (value === SECRET || value === UNKNOWN) return value;
    if (typeof step === "string") return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    if (!Array.isArray(value)) return undefined;
    if ("index" in step) return value[step.index];
    if ("value" in step) return value.find((item) => canonical(item) === canonical(step.value));
    // A key that the program leaves out is the API server's default, such as a port's protocol.
    return value.find(
      (item) => isObject(item) && Object.entries(step.keys).every(([key, is]) => (item[key] ?? is) === is),
    );
  }, object);
}

/** The leaves that a `fieldsV1` lists: its keys are `f:FIELD`, `k:KEYS`, `v:VALUE`, `i:INDEX`, and `.` for the thing itself. */
export function ownedPaths(fields: Fields): readonly Path[] {
  return Object.entries(fields)
    .filter(([key]) => key !== ".")
    .flatMap(([key, below]): Path[] => {
      const deeper = isObject(below) ? ownedPaths(below) : [];
      const step = stepOf(key);
      return deeper.length === 0 ? [[step]] : deeper.map((path) => [step, ...path]);
    });
}

function stepOf(key: string): PathStep {
  const rest = key.slice(2);
  if (key.startsWith("k:")) return { keys: JSON.parse(rest) as Fields };
  if (key.startsWith("v:")) return { value: JSON.parse(rest) as unknown };
  return key.startsWith("i:") ? { index: Number(rest) } : rest;
}

interface ManagedEntry {
  readonly manager: string;
  readonly time: string;
  readonly subresource: unknown;
  readonly fields: Fields;
}

function managedEntries({ metadata }: Fields): readonly ManagedEntry[] {
  const entries = isObject(metadata) && Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  return entries.filter(isObject).map(({ manager, time, subresource, fieldsV1 }) => ({
    manager: String(manager ?? "somebody without a name"),
    time: String(time ?? "an unknown time"),
    subresource,
    fields: isObject(fieldsV1) ? fieldsV1 : {},
  }));
}

/** Defaults of the API server inside lists that are one value to it, so that they differ from what is declared in these alone. */
const DEFAULTS: Fields = { protocol: "TCP" };

function isAsDeclared(declared: unknown, live: unknown): boolean {
  if (declared === SECRET || live === SECRET) return false;
  if (Array.isArray(declared) && Array.isArray(live)) {
    return declared.length === live.length && declared.every((item, index) => isAsDeclared(item, live[index]));
  }
  if (isObject(declared) && isObject(live)) {
    const keys = new Set([...Object.keys(declared), ...Object.keys(live)]);
    return [...keys].every((key) => isAsDeclared(declared[key] ?? DEFAULTS[key], live[key]));
  }
  return declared !== undefined && canonical(declared) === canonical(live ?? null);
}

function upToAddedItem(declared: Fields, path: Path): Path {
  const end = path.findIndex(
    (step, index) => typeof step !== "string" && valueOf(declared, path.slice(0, index + 1)) === undefined,
  );
  return end === -1 ? path : path.slice(0, end + 1);
}
