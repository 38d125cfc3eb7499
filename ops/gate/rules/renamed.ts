import type { Finding } from "../finding";
import { supersedes } from "../generations";
import { ends, identityOf, isPatch } from "../kubernetes-object";
import { isKubernetes, liveObjectsOf } from "../live-object";
import { type Preview, type ResourceState, resourceOf, type Step } from "../preview";

/** Steps that make an object, or take over one that stands. */
const MAKING: ReadonlySet<string> = new Set([
  "create",
  "replace",
  "create-replacement",
  "import",
  "import-replacement",
]);

/** A step, and the state of its resource before or after it. */
interface Held {
  readonly step: Step;
  readonly state: ResourceState;
}

/**
 * One live object under two of Pulumi's names. The provider creates with an upsert, which succeeds on the standing object, and
 * the deletion of the old name then removes that very object: the update is green and the object gone, unseen until a refresh.
 */
export function renamed({ steps }: Preview): Finding[] {
  const before = new Map<string, Held[]>();
  for (const step of steps) {
    if (!step.oldState || step.op.startsWith("read")) continue;
    for (const object of liveObjectsOf(step.oldState)) {
      before.set(object, [...(before.get(object) ?? []), { step, state: step.oldState }]);
    }
  }
  const findings = steps.flatMap((step) => {
    const state = step.newState;
    if (!state || !MAKING.has(step.op)) return [];
    return liveObjectsOf(state).flatMap((object) =>
      (before.get(object) ?? [])
        .filter((old) => isRename(old, { step, state }))
        .map((old) => finding(object, old, { step, state })),
    );
  });
  // A replacement can come as several steps.
  return [...new Map(findings.map((found) => [`${found.resource} ${found.field}`, found])).values()];
}

function isRename(old: Held, now: Held): boolean {
  if (!isKubernetes(now.state.type)) {
    // Generations of a password are declared alike, and are not one.
    return old.step.urn !== now.step.urn && old.step.op === "delete" && !supersedes(now.step, old.step);
  }
  if (urnOf(old) === now.step.urn) return false;
  // Two patches may each declare fields of their own of one object.
  return ends(old.step) || !(isPatch(old.state.type) && isPatch(now.state.type));
}

function finding(object: string, old: Held, now: Held): Finding {
  const oldUrn = urnOf(old);
  const isReplaced = old.step.urn === now.step.urn;
  const happens = isReplaced
    ? "renamed and replaced"
    : ends(old.step)
      ? "created and deleted"
      : "created a second time";
  return {
    rule: "renamed",
    resource: resourceOf(now.step.urn),
    field: `${isKubernetes(now.state.type) ? object : "the same declaration"} is ${happens}: it was ${resourceOf(oldUrn)}`,
    old: oldUrn,
    new: now.step.urn,
    identity: identityOf(old.state),
    remedy: isReplaced
      ? "Rename it in one change, and make what replaces it the next."
      : `${isKubernetes(now.state.type) ? "The create takes over the live object, and the old name's delete removes it." : "The new one is made, and the old one destroyed."} ` +
        `Where only its name in the program or its parent changed, give the resource the option ${aliasOf(old, now)}; ` +
        "where the parent was renamed, an alias of the parent serves all in it. Where it is meant to be dropped, delete it in one change " +
        "and create the other in the next.",
  };
}

/** The name that a resource has in the state, from before any alias. */
function urnOf({ step, state }: Held): string {
  return state.urn ?? step.urn;
}

/** The option that tells Pulumi of the old name: only what differs, because the rest is taken from the new one. */
function aliasOf(old: Held, now: Held): string {
  const was = partsOf(urnOf(old));
  const is = partsOf(now.step.urn);
  const parentChanged = old.state.parent !== now.state.parent || was.parents !== is.parents;
  // A URN tells the parents' types, not their names.
  if (parentChanged && old.state.parent === undefined) return `aliases: ["${urnOf(old)}"]`;
  const parent = old.state.parent?.includes("::pulumi:pulumi:Stack::")
    ? "pulumi.rootStackResource"
    : `"${old.state.parent}"`;
  const alias = [
    ...(was.name === is.name ? [] : [`name: "${was.name}"`]),
    ...(was.type === is.type ? [] : [`type: "${was.type}"`]),
    ...(parentChanged ? [`parent: ${parent}`] : []),
  ];
  return `aliases: [{ ${alias.join(", ")} }]`;
}

function partsOf(urn: string) {
  const [, , types = "", ...name] = urn.split("::");
  const end = types.lastIndexOf("$");
  return { name: name.join("::"), type: types.slice(end + 1), parents: types.slice(0, Math.max(end, 0)) };
}
