import { type AdoptionNotice, readNotice } from "../../stacks/preflight/adoption-notice";
import { describeObject } from "../../stacks/preflight/object-name";
import { isObject } from "./kubernetes-object";
import type { Step } from "./preview";

/**
 * What the warnings of a preview tell of objects that it takes over, by `Kind namespace/name`.
 *
 * Pulumi itself doesn't know: it calls them created. Nor do the settings: what `gx:adopt` lists may be absent, or the stack's by now.
 * The program's own notices are of the comparison that this very preview was made after, and stand in its file, so that nobody has
 * to ask a cluster that may have changed since.
 */
export function adoptionsIn(warnings: readonly string[]): ReadonlyMap<string, AdoptionNotice> {
  const notices = warnings.flatMap((warning) => readNotice(warning) ?? []);
  return new Map(notices.map((notice) => [notice.name, notice]));
}

/** The step, with what it takes over where its create is an adoption. */
export function withAdoption(step: Step, adoptions: ReadonlyMap<string, AdoptionNotice>): Step {
  const name = step.op === "create" ? nameOf(step) : undefined;
  const adoption = name === undefined ? undefined : adoptions.get(name);
  return adoption === undefined ? step : { ...step, adoption };
}

/** The objects that a preview takes over, in its order. */
export function adoptedIn(steps: readonly Step[]): readonly AdoptionNotice[] {
  return steps.flatMap(({ adoption }) => adoption ?? []);
}

/** What happens to a resource: Pulumi's operation, or `adopt` where it calls created what stands already. */
export function operationOf({ op, adoption }: Step): string {
  return adoption === undefined ? op : "adopt";
}

/** Pulumi's numbers of resources by operation, with those that are adopted counted apart from the created ones. */
export function countsOf(
  changeSummary: Readonly<Record<string, number>>,
  steps: readonly Step[],
): Readonly<Record<string, number>> {
  const adopted = adoptedIn(steps).length;
  if (adopted === 0) return changeSummary;
  return { ...changeSummary, create: (changeSummary.create ?? 0) - adopted, adopt: adopted };
}

function nameOf({ newState }: Step): string | undefined {
  const kind = /^kubernetes:[^:]+:(\w+)$/.exec(newState?.type ?? "")?.[1];
  const metadata = newState?.inputs?.metadata;
  if (kind === undefined || !isObject(metadata) || typeof metadata.name !== "string") return undefined;
  const namespace = typeof metadata.namespace === "string" ? metadata.namespace : undefined;
  return describeObject({ kind, namespace, name: metadata.name });
}
