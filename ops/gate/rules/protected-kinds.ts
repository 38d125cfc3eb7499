import type { Finding } from "../finding";
import { supersedes } from "../generations";
import { ends, identityOf, isPatch, kindOf, valueAt } from "../kubernetes-object";
import { type Preview, resourceOf, type Step } from "../preview";

/**
 * What must not be deleted or replaced without a word, and why: whatever putting the change back doesn't bring back.
 * A Service or a Deployment isn't among them, because reverting the change restores it as it was.
 */
export const PROTECTED_KINDS: Readonly<Record<string, string>> = {
  "core/Namespace": "everything in it goes with it, claims and secrets included (G21)",
  "core/PersistentVolumeClaim": "its volume is released, and a reinstalled node lost such data before (G21)",
  "core/PersistentVolume": "the only pointer to data on a server's disk goes (G21)",
  "core/Secret": "it may hold a certificate authority's key or the only copy of a credential (G23)",
  "apps/StatefulSet": "all its members stop at once, and a new one under another name starts with empty claims",
  "storage.k8s.io/StorageClass": "claims that name it can't be bound any more, and the promise to retain volumes goes",
  "apiextensions.k8s.io/CustomResourceDefinition": "every object of that kind goes with it",
  "random:index/randomPassword:RandomPassword": "a new password locks out everything that uses the old one (G15)",
  "pulumi:providers:kubernetes": "every object of this provider is replaced with it, as for another cluster",
};

/** Deleting a patch deletes no object, but undoes the patch: nothing else holds what it set. */
const PATCH_DANGER =
  "what it set goes back: node labels that placement selects on vanish, CoreDNS falls to one replica";

/**
 * Deletes and replaces of {@link PROTECTED_KINDS}, of patches, and of everything that is marked `protect`; but not the deletion
 * of a password that a later generation took the place of before.
 */
export function protectedKinds({ steps }: Preview): Finding[] {
  return steps.filter(ends).flatMap((step) => {
    const state = step.oldState;
    if (!state || steps.some((later) => supersedes(later, step))) return [];
    const danger =
      PROTECTED_KINDS[kindOf(state.type)] ??
      (isPatch(state.type) ? PATCH_DANGER : state.protect ? "it is marked `protect`" : undefined);
    return danger === undefined ? [] : [finding(step, danger)];
  });
}

function finding(step: Step, danger: string): Finding {
  const deleted = step.op === "delete";
  const reasons = step.replaceReasons ?? [];
  const values = (fields: Parameters<typeof valueAt>[0]) =>
    // Keys with dots or brackets in them end the plain part of a path: what lies above them is shown whole.
    Object.fromEntries(reasons.map((reason) => [reason, valueAt(fields, reason.replace(/\[.*/, "")) ?? null]));
  return {
    rule: "protected-kind",
    resource: resourceOf(step.urn),
    field: deleted ? "deleted" : `replaced${reasons.length > 0 ? ` because of ${reasons.join(", ")}` : ""}`,
    // A replace without reasons, as a provider may order, is told apart by everything that is declared.
    old: deleted || reasons.length === 0 ? step.oldState?.inputs : values(step.oldState?.inputs),
    new: deleted ? undefined : reasons.length === 0 ? step.newState?.inputs : values(step.newState?.inputs),
    identity: identityOf(step.oldState),
    remedy: `${danger}. ${
      deleted
        ? "Keep it; where only its name in the program changed, give the resource an alias of the old name."
        : "Undo the change of that field, or create a second object beside it, move over, and delete this one in a later change."
    }${step.oldState?.protect ? " Pulumi itself refuses too while it is protected: `pulumi state unprotect` comes first." : ""}`,
  };
}
