import { exceptionAnnotations, RESTRICTED_POD_SECURITY } from "../shared/exception-annotations";
import type { Labels } from "../shared/labels";

/**
 * What a namespace that was filled by hand can do without for a while: `pod-security`, to enforce the restricted Pod Security Standard
 * (warnings and audit stay), and `limits`, its quota and the limits of containers that state none.
 */
export const WITHHELD = ["pod-security", "limits"] as const;

/** A stage in the adoption of a namespace that was filled by hand. */
export interface NamespaceAdoption {
  /** What the namespace doesn't get yet. */
  readonly withheld: readonly (typeof WITHHELD)[number][];
  /** For reviewers, and for the namespace's own annotation. */
  readonly reason: string;
  /** The last day of the stage, as `YYYY-MM-DD` in UTC. */
  readonly until: string;
}

/** Annotations by which the policy pack excepts a namespace that doesn't enforce the standard yet; none where it does. */
export function adoptionAnnotations(adoption: NamespaceAdoption | undefined): Labels {
  return adoption?.withheld.includes("pod-security") ? exceptionAnnotations(RESTRICTED_POD_SECURITY, adoption) : {};
}
