import { operationOf } from "../gate/adoption";
import { differences, isFilled, isObject, kindOf, labelsAt, valueAt } from "../gate/kubernetes-object";
import { shown } from "../gate/masked";
import { type Fields, resourceOf, type Step } from "../gate/preview";
import { type ForeignField, foreignFields, textOf, valueOf } from "./managed-fields";
import { takingBack } from "./taking-back";

/** What is to be said of one resource; one line a change, no secrets. */
export interface ResourceDrift {
  /** What an update would put right. */
  readonly changed: readonly string[];
  /** What somebody added. An update takes it away only where it changes the object for another reason. */
  readonly added: readonly string[];
  /** The command that takes away what was added, where one can be told. */
  readonly takenBackBy: readonly string[];
  /** What is no drift, but would be taken for it. */
  readonly notes: readonly string[];
}

/** By this annotation `kubectl rollout restart` restarts pods, as docs/systems.md tells operators to. */
const RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
/** Values of environment variables may be secret, whoever set them. */
const ENVIRONMENT_VALUE = /\benv\[\d+\]\.value$/;
/** Steps of a preview that say nothing of the program's wish for the resource. */
const READING: ReadonlySet<string> = new Set(["refresh", "read"]);

/** What a step of `pulumi preview --refresh --show-sames` says of its resource: its old state is the live object. */
export function resourceDrift(step: Step): ResourceDrift {
  if (READING.has(step.op)) return { changed: [], added: [], takenBackBy: [], notes: [] };
  const foreign = foreignOf(step);
  const isRestart = ({ path }: ForeignField) => path.at(-1) === RESTARTED_AT;
  const explained = new Set<ForeignField>();
  const { changed, notes } = pulumisView(step, foreign, explained);
  const rest = foreign.filter((field) => !isRestart(field) && !explained.has(field));
  const command = takingBack(step, rest);
  return {
    changed,
    added: [...new Set(rest.map(({ manager }) => manager))].map((manager) =>
      addedLine(
        step,
        manager,
        rest.filter((field) => field.manager === manager),
      ),
    ),
    takenBackBy: command === undefined ? [] : [command],
    notes: [...notes, ...foreign.filter(isRestart).map((field) => `\`${nameOf(step)}\`: restarted ${byWhom(field)}`)],
  };
}

/** What Pulumi would do, with who is the cause of it. What the foreign fields add to that is marked as explained. */
function pulumisView(step: Step, foreign: readonly ForeignField[], explained: Set<ForeignField>) {
  const { op, urn, oldState, newState, detailedDiff } = step;
  const what = `${operationOf(step)} \`${resourceOf(urn)}\``;
  if (op === "same") return { changed: [], notes: [] };
  if (op !== "update") return { changed: [what], notes: [] };
  const { old, new: now } = differences(oldState?.inputs ?? {}, newState?.inputs ?? {});
  const [live, declared] = [old as Fields, now as Fields];
  const fields = [...new Set([...Object.keys(live), ...Object.keys(declared)])].filter(
    (field) => !isFilled(field, live[field], declared),
  );
  const taken = foreign.filter(({ isDeclared }) => isDeclared);
  const caused = (field: string, by: readonly ForeignField[]) => {
    for (const cause of by) explained.add(cause);
    return `${what}: ${field}${by[0] ? `, set ${byWhom(by[0])}` : ""}`;
  };

  if (fields.length > 0) {
    const changed = fields
      .filter((field) => !foreign.some((one) => !one.isDeclared && isShiftedBy(field, one)))
      .map((field) => {
        const value = (of: Fields) =>
          ENVIRONMENT_VALUE.test(field) && of[field] !== undefined ? "(not shown)" : shown(of[field]);
        return caused(
          `\`${field}\`: \`${value(live)}\` → \`${value(declared)}\``,
          taken.filter(({ path }) => isUnder(withoutPlaces(field), withoutPlaces(textOf(path)))),
        );
      });
    return { changed, notes: [] };
  }
  // The provider has Pulumi update a workload that isn't ready, for no field's sake.
  const status = valueAt(oldState?.outputs, "status");
  const isNotReady = Object.keys(detailedDiff ?? {}).length === 0 && isObject(status);
  if (!isNotReady) return { changed: [caused("a secret value", taken)], notes: [] };
  return { changed: [], notes: [`\`${nameOf(step)}\`: not ready${podsReady(oldState?.outputs)}`] };
}

/** Patches are ours in the fields that they declare alone: everything else of the object is somebody else's by right. */
function foreignOf({ oldState, newState }: Step): readonly ForeignField[] {
  if (!oldState?.outputs || !newState?.type.startsWith("kubernetes:") || newState.type.endsWith("Patch")) return [];
  return foreignFields(oldState.outputs, newState.inputs ?? {});
}

function addedLine(step: Step, manager: string, fields: readonly ForeignField[]): string {
  const words = fields.map(({ path }) => {
    const value = valueOf(step.oldState?.outputs, path);
    const isPublic =
      (path.length === 3 && path[0] === "metadata" && path[1] === "labels") ||
      (path.length === 2 && path[0] === "spec" && typeof value !== "object");
    return `\`${textOf(path)}\`${isPublic ? ` = \`${shown(value)}\`` : ""}`;
  });
  const times = fields.map(({ time }) => time).sort();
  return `\`${nameOf(step)}\`: ${words.join(", ")}, set ${byWhom({ manager, time: times.at(-1) ?? "" })}`;
}

function byWhom({ manager, time }: Pick<ForeignField, "manager" | "time">): string {
  return `by ${manager}, ${time}`;
}

/** Pulumi compares lists place by place: an item that somebody added shifts those behind it. */
function isShiftedBy(field: string, { path }: ForeignField): boolean {
  const list = path.slice(0, -1);
  return typeof path.at(-1) !== "string" && withoutPlaces(field).startsWith(`${withoutPlaces(textOf(list))}[]`);
}

function isUnder(field: string, above: string): boolean {
  return field === above || (field.startsWith(above) && /^[.[]/.test(field.slice(above.length)));
}

function withoutPlaces(path: string): string {
  return path.replace(/\[[^\]]*\]/g, "[]");
}

/** Such as `Deployment backend-mainnet/svc-admin`; what isn't Kubernetes' goes by its type and name in the program. */
function nameOf({ urn, oldState }: Step): string {
  const { namespace, name } = labelsAt(oldState?.outputs, "metadata");
  if (typeof name !== "string") return resourceOf(urn);
  const kind = kindOf(oldState?.type ?? "")
    .split("/")
    .at(-1);
  return `${kind} ${typeof namespace === "string" ? `${namespace}/` : ""}${name}`;
}

function podsReady(live: Fields | undefined): string {
  const wanted = valueAt(live, "spec.replicas");
  const ready = valueAt(live, "status.readyReplicas") ?? 0;
  return typeof wanted === "number" ? `: ${String(ready)} of ${wanted} pods` : "";
}
