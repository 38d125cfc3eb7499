import { EXCEPTION_ANNOTATION_PREFIX, type Labels } from "./labels";

/**
 * Annotations by which the policy pack excepts an object from a rule.
 *
 * @param reason for reviewers
 * @param until the last day, as `YYYY-MM-DD` in UTC
 */
export function exceptionAnnotations(
  rule: string,
  { reason, until }: { readonly reason: string; readonly until: string },
): Labels {
  const key = `${EXCEPTION_ANNOTATION_PREFIX}${rule}`;
  return { [key]: reason, [`${key}-expires`]: until };
}

/** Name of the rule that pods meet the restricted Pod Security Standard, and that namespaces enforce it. */
export const RESTRICTED_POD_SECURITY = "restricted-pod-security";
