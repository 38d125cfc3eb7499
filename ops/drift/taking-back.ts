import { canonical } from "../gate/finding";
import { isObject, kindOf, labelsAt } from "../gate/kubernetes-object";
import { SECRET, UNKNOWN } from "../gate/masked";
import type { Step } from "../gate/preview";
import { type ForeignField, type Path, valueOf } from "./managed-fields";

/** One operation of a JSON patch (RFC 6902). */
interface Operation {
  readonly op: "test" | "remove" | "replace";
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The command that takes what others added to an object away from it, and touches nothing else; it fails where the object isn't as
 * it was seen. Undefined where it would have to hold a secret, or the place isn't seen.
 */
export function takingBack({ oldState, newState }: Step, fields: readonly ForeignField[]): string | undefined {
  const { name, namespace } = labelsAt(oldState?.outputs, "metadata");
  if (fields.length === 0 || typeof name !== "string") return undefined;
  const places = fields.map((field) => ({ ...field, place: placeIn(oldState?.outputs, field.path) }));
  const changes: Operation[] = [];
  for (const { path, isDeclared, place } of places) {
    const value = isDeclared ? valueOf(newState?.inputs, path) : undefined;
    if (place === undefined || isHidden(value)) return undefined;
    changes.push(isDeclared ? { op: "replace", path: place.pointer, value } : { op: "remove", path: place.pointer });
  }
  const outermost = changes.filter(({ path }) => !changes.some((other) => path.startsWith(`${other.path}/`)));
  const once = [...new Map(outermost.map((change) => [change.path, change])).values()];
  const tests = new Map(places.flatMap(({ place }) => place?.tests ?? []).map((test) => [test.path, test]));
  // The last item of a list first: the places of those before it stay.
  const operations = [...tests.values(), ...once.sort((a, b) => byPlace(b.path, a.path))];
  const kind = resourceArgument(oldState?.type ?? "");
  return `kubectl ${typeof namespace === "string" ? `--namespace ${namespace} ` : ""}patch ${kind} ${name} --type=json --patch=${quoted(JSON.stringify(operations))}`;
}

/** The command that deletes an object. */
export function deleting(object: { group: string; kind: string; namespace: string; name: string }): string {
  const kind = `${object.kind.toLowerCase()}${object.group === "" ? "" : `.${object.group}`}`;
  return `kubectl --namespace ${object.namespace} delete ${kind} ${object.name}`;
}

/** Where a path leads to in an object, as a JSON pointer, and what must hold for list items to be those that were meant. */
function placeIn(object: unknown, path: Path): { readonly pointer: string; readonly tests: Operation[] } | undefined {
  let pointer = "";
  const tests: Operation[] = [];
  for (const [depth, step] of path.entries()) {
    if (typeof step === "string") {
      pointer += `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      continue;
    }
    const list = valueOf(object, path.slice(0, depth));
    const item = valueOf(object, path.slice(0, depth + 1));
    const index = Array.isArray(list) ? list.indexOf(item) : -1;
    if (index === -1) return undefined;
    pointer += `/${index}`;
    const keys =
      "keys" in step && isObject(item) ? Object.keys(step.keys).filter((key) => item[key] !== undefined) : [];
    tests.push(...keys.map((key) => ({ op: "test" as const, path: `${pointer}/${key}`, value: valueOf(item, [key]) })));
    if ("value" in step) tests.push({ op: "test", path: pointer, value: step.value });
  }
  return { pointer, tests };
}

function isHidden(value: unknown): boolean {
  const text = canonical(value ?? null);
  return text.includes(SECRET) || text.includes(UNKNOWN);
}

function byPlace(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Such as `deployment.apps`, from Pulumi's type. */
function resourceArgument(type: string): string {
  const [group = "", kind = ""] = kindOf(type).split("/");
  return `${kind.toLowerCase()}${group === "core" ? "" : `.${group}`}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
