import type { AdoptionNotice } from "../../stacks/preflight/adoption-notice";
import { adoptedIn } from "./adoption";
import { type Allowance, hasExpired, newSince } from "./allowances";
import { changeDigest, type Finding } from "./finding";
import type { Preview } from "./preview";
import { findingsOf } from "./rules";
import type { BackupStanding } from "./rules/fresh-backups";

/** What the gate says about a preview. */
export interface Judgement {
  readonly stack: string;
  /** What stops the change. */
  readonly refused: readonly JudgedFinding[];
  /** What would stop it, had nobody allowed it. */
  readonly allowed: readonly (JudgedFinding & { readonly allowance: Allowance })[];
  /** Entries of this stack that let nothing through, and why. They stop nothing. */
  readonly idle: readonly IdleAllowance[];
  /** Objects that stand already and are taken over, with what changes in them. They stop nothing. */
  readonly adopted: readonly AdoptionNotice[];
  /** Why the preview failed, if it did: what it shows may not be all. */
  readonly previewErrors: readonly string[];
}

/** A finding with the digest that an allowance of it has to name. */
export interface JudgedFinding extends Finding {
  readonly change: string;
}

/** An entry that lets nothing through. */
export interface IdleAllowance {
  readonly allowance: Allowance;
  readonly why: "expired" | "used" | "no such change";
}

/** What a preview is judged by. */
export interface Grounds {
  readonly stack: string;
  /** `ops/allowances.yaml` as it stands in the change. */
  readonly allowances: readonly Allowance[];
  /** The same as it stood when the stack was last deployed, or on the branch that the change goes to. */
  readonly deployedAllowances: readonly Allowance[];
  /** How it stands with backups, where the cluster was asked. */
  readonly backups?: readonly BackupStanding[] | undefined;
  readonly now: Date;
}

/** Runs every rule, and lets through what an entry that is new, not expired and for this very change allows. */
export function judge(preview: Preview, { stack, allowances, deployedAllowances, backups, now }: Grounds): Judgement {
  const mine = allowances.filter((entry) => entry.stack === stack);
  const fresh = newSince(mine, deployedAllowances);
  const usable = fresh.filter((entry) => !hasExpired(entry, now));
  const findings = findingsOf(preview, backups).map((finding) => ({
    ...finding,
    change: changeDigest(stack, finding),
  }));
  const allowanceOf = (finding: JudgedFinding) =>
    usable.find(
      ({ rule, resource, change }) =>
        rule === finding.rule && resource === finding.resource && change === finding.change,
    );
  const allowed = findings.flatMap((finding) => {
    const allowance = allowanceOf(finding);
    return allowance ? [{ ...finding, allowance }] : [];
  });
  return {
    stack,
    refused: findings.filter((finding) => !allowanceOf(finding)),
    allowed,
    idle: mine
      .filter((entry) => !allowed.some(({ allowance }) => allowance === entry))
      // Whether it fits, only a deployment knows, which asks the cluster.
      .filter((entry) => entry.rule !== "fresh-backup" || backups !== undefined || !usable.includes(entry))
      .map((allowance) => ({
        allowance,
        why: !fresh.includes(allowance) ? "used" : hasExpired(allowance, now) ? "expired" : "no such change",
      })),
    adopted: adoptedIn(preview.steps),
    previewErrors: preview.errors,
  };
}
