import { leavesOf } from "../../components/shared/leaves";
import { canonical } from "./finding";
import { SECRET } from "./masked";
import type { Fields, ResourceState, Step } from "./preview";

/** A field whose value a step changes. Values are masked; undefined where the field isn't set. */
export interface FieldChange {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** Steps that end an object, at least for a moment. */
const ENDING: ReadonlySet<string> = new Set(["delete", "replace", "delete-replaced", "create-replacement"]);

/** Whether a step deletes or replaces its object. */
export function ends(step: Step): boolean {
  return ENDING.has(step.op);
}

/** Whether a step changes or replaces an object that stands. */
export function edits(step: Step): boolean {
  return step.op === "update" || step.op === "replace" || step.op === "create-replacement";
}

/**
 * Group and kind of a Kubernetes type without its version (`apps/StatefulSet`), because rules hold for all versions. Any other
 * type is returned as it is.
 */
export function kindOf(type: string): string {
  const match = /^kubernetes:([^/]+)\/[^:]+:(\w+)$/.exec(type);
  return match ? `${match[1]}/${match[2]}` : type;
}

/** As {@link kindOf}, for edits: changing an object through a Patch resource changes the object. */
export function editedKindOf(type: string): string {
  return kindOf(type).replace(/(?<=\/\w+)Patch$/, "");
}

/** Whether a type edits fields of an object that something else created. */
export function isPatch(type: string): boolean {
  return editedKindOf(type) !== kindOf(type);
}

/** The value at a dotted path of plain keys. */
export function valueAt(fields: Fields | undefined, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), fields);
}

/** Labels at a path; empty where there are none, or where they aren't known. */
export function labelsAt(fields: Fields | undefined, path: string): Fields {
  const labels = valueAt(fields, path);
  return isObject(labels) ? labels : {};
}

/**
 * The change of the field at `path`, if there is one. A field that the program left to the API server counts with the server's
 * value. A value that is masked on both sides counts as changed where the provider says that something in it changes.
 */
export function changeAt(step: Step, path: string): FieldChange | undefined {
  const declared = valueAt(step.oldState?.inputs, path);
  const now = valueAt(step.newState?.inputs, path);
  const old = now === undefined ? declared : (declared ?? valueAt(step.oldState?.outputs, path));
  const change = { field: path, old, new: now };
  if (canonical(old ?? null) !== canonical(now ?? null)) return change;
  return canonical(now ?? null).includes(SECRET) && reportedUnder(step, path) ? change : undefined;
}

/** Whether the provider reports a difference at a path or below it. */
function reportedUnder({ detailedDiff }: Step, path: string): boolean {
  return Object.keys(detailedDiff ?? {}).some(
    (key) => key === path || (/^[.[]/.test(key.slice(path.length)) && key.startsWith(path)),
  );
}

/** The leaves of two values that differ, by path: of the first and of the second. Both whole where one of them is missing. */
export function differences(old: unknown, now: unknown): { readonly old: unknown; readonly new: unknown } {
  if (old === undefined || now === undefined) return { old, new: now };
  const before = new Map(leavesOf(old));
  const after = new Map(leavesOf(now));
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
    (key) => before.get(key) !== after.get(key),
  );
  const pick = (from: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(differing.filter((key) => from.has(key)).map((key) => [key, from.get(key)]));
  return { old: pick(before), new: pick(after) };
}

/**
 * Whether a leaf of {@link differences} is an empty map or list that has something in it on the other side: there it has leaves of
 * its own, and is no less declared.
 */
export function isFilled(path: string, value: unknown, otherSide: Fields): boolean {
  const isEmpty = value === "{}" || value === "[]";
  return isEmpty && Object.keys(otherSide).some((key) => key.startsWith(path) && /^[.[]/.test(key.slice(path.length)));
}

/** The uid of the live object, or the id that the provider gave. */
export function identityOf(state: ResourceState | undefined): string {
  const uid = valueAt(state?.outputs, "metadata.uid");
  return typeof uid === "string" ? uid : (state?.id ?? "");
}

/** Whether a value has fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
