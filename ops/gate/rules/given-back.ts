import type { Finding } from "../finding";
import { differences, editedKindOf, identityOf, isFilled, isObject, isPatch } from "../kubernetes-object";
import { type Preview, resourceOf, type Step } from "../preview";

/** Annotations that tell the provider how to patch: they are no field of the object that somebody needs. */
const FOR_THE_PROVIDER = "metadata.annotations.pulumi.com/";

/**
 * Fields that a patch no longer declares: the API server removes them, or sets them to their defaults, where nothing else declares
 * them (Kubernetes, server-side apply). The deletion of a whole patch is found by the rule of protected kinds.
 */
export function givenBack({ steps }: Preview): Finding[] {
  return steps.filter(({ op }) => op === "update").flatMap(finding);
}

function finding(step: Step): Finding[] {
  const type = step.oldState?.type ?? "";
  if (!isPatch(type)) return [];
  const { old, new: now } = differences(step.oldState?.inputs ?? {}, step.newState?.inputs ?? {});
  if (!isObject(old) || !isObject(now)) return [];
  const dropped = Object.entries(old).filter(
    ([path, value]) => !Object.hasOwn(now, path) && !isFilled(path, value, now) && !isLeftToOthers(type, path),
  );
  if (dropped.length === 0) return [];
  return [
    {
      rule: "given-back",
      resource: resourceOf(step.urn),
      field: dropped.map(([path]) => path).join(", "),
      old: Object.fromEntries(dropped),
      new: undefined,
      identity: identityOf(step.oldState),
      remedy:
        "What a patch no longer declares is removed from the object, or falls back to its default. Keep declaring it, with another " +
        "value if need be.",
    },
  ];
}

/** A node's labels are judged one by one, by whether something selects on them. */
function isLeftToOthers(type: string, path: string): boolean {
  return (
    path.startsWith(FOR_THE_PROVIDER) || (editedKindOf(type) === "core/Node" && path.startsWith("metadata.labels."))
  );
}
