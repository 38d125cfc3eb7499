import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../toolchain/user-error";
import { operationOf } from "../gate/adoption";
import { canonical, digestOf } from "../gate/finding";
import { CHECKOUT, git } from "../gate/git";
import { changesNothing, resourceOf, type Step } from "../gate/preview";
import { UNRECORDED } from "./last-deployment";

/** One change as it was shown: two with one digest do the same, but for values that the preview masks or doesn't know. */
export type PlannedChange = z.infer<typeof CHANGE>;
const CHANGE = z.object({ what: z.string(), digest: z.string() });

/** What somebody approves: every change, without secrets. Unlike pulumi's own plan it may be published (ADR 0013). */
export type ApprovedPlan = z.infer<typeof PLAN>;
const PLAN = z.object({ stack: z.string(), revision: z.string(), digest: z.string(), changes: z.array(CHANGE) });

/** The file's name in the folder that `npm run plan` writes. */
export const PLANNED_FILE = "planned.json";

/**
 * Every change of a preview: operation, resource, declared inputs before and after, and what a replacement is for. Whoever approves
 * that an object is created doesn't approve that one is taken over, nor the other way round.
 */
export function plannedChanges(steps: readonly Step[]): readonly PlannedChange[] {
  return steps
    .filter(({ op }) => !changesNothing(op))
    .map((step) => {
      const { urn, oldState, newState, replaceReasons } = step;
      const [operation, reasons] = [operationOf(step), [...(replaceReasons ?? [])].sort()];
      return {
        what: `${operation} ${resourceOf(urn)}`,
        digest: digestOf(canonical([operation, urn, oldState?.inputs ?? null, newState?.inputs ?? null, reasons])),
      };
    });
}

/** The changes as a plan of what is checked out. */
export function planOf(stack: string, changes: readonly PlannedChange[], checkout = CHECKOUT): ApprovedPlan {
  return { stack, revision: headOf(checkout), digest: digestOfAll(changes), changes: [...changes] };
}

/** Writes a plan to a folder that exists. */
export function writePlan(folder: string, plan: ApprovedPlan): void {
  writeFileSync(join(folder, PLANNED_FILE), JSON.stringify(plan, null, 2));
}

/**
 * Reads what {@link writePlan} wrote.
 * @throws UserError where it is no plan, or one of another stack or revision
 */
export function readPlan(file: string, stack: string, checkout = CHECKOUT): ApprovedPlan {
  const plan = parsed(file);
  if (plan.stack !== stack)
    throw new UserError(`${file} is a plan of ${plan.stack}, not of ${stack}: name the right one`);
  const head = headOf(checkout);
  if (plan.revision !== head) {
    throw new UserError(
      `${file} is a plan of revision ${plan.revision}, but ${head} is checked out: check that out, or plan anew`,
    );
  }
  return plan;
}

function parsed(file: string): ApprovedPlan {
  try {
    return PLAN.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "isn't there" : "isn't what `npm run plan` writes";
    throw new UserError(`--planned is "${file}", which ${why}: give the ${PLANNED_FILE} of a plan that passed`);
  }
}

/**
 * Why changes may not be made, where somebody approved others; undefined where each of them was approved. Fewer is well: after a
 * deployment that broke off, the rest of it is.
 */
export function beyondApproval(approved: ApprovedPlan, changes: readonly PlannedChange[]): string | undefined {
  const known = new Set(approved.changes.map(({ digest }) => digest));
  const others = changes.filter(({ digest }) => !known.has(digest));
  if (others.length === 0) return undefined;
  return [
    `The plan is another than the approved one: ${digestOfAll(changes)} instead of ${approved.digest}. Not approved, or not with these values:`,
    ...others.map(({ what }) => `  ${what}`),
    "Something else was deployed or changed meanwhile, or a value wasn't known when it was approved. Have it planned and approved anew:",
    "run all jobs of the workflow again; by hand npm run plan, then npm run deploy with its result.",
    "",
  ].join("\n");
}

function headOf(checkout: string): string {
  return git(checkout, ["rev-parse", "HEAD"])?.trim() ?? UNRECORDED;
}

/** The same for the same changes in whatever order a preview lists them. */
function digestOfAll(changes: readonly PlannedChange[]): string {
  return digestOf(
    changes
      .map(({ digest }) => digest)
      .sort()
      .join("\n"),
  );
}
