import { LABEL_PREFIX } from "../components/shared/labels";
import type { Metadata } from "./kubernetes-object";
import { is, type Finding } from "./verdict";

/** Annotation on a pod template or a Namespace: why it can't meet the restricted standard, in a sentence for reviewers. */
export const EXCEPTION_REASON_ANNOTATION = `${LABEL_PREFIX}/pod-security-exception`;
/** Annotation beside the reason: the last day on which the exception holds, `YYYY-MM-DD` in UTC. */
export const EXCEPTION_EXPIRES_ANNOTATION = `${LABEL_PREFIX}/pod-security-exception-expires`;

/** An exception as the rule takes it: none asked for, one that holds, or one that must be mended. */
export type ExceptionState = "none" | "holds" | Finding;

/**
 * The pod-security exception that `metadata` asks for. `metadataField` is its path within the object.
 * The reason is never repeated in a message. Throws the policy SDK's error where an annotation is unknown.
 */
export function exceptionIn(metadata: Metadata, metadataField: string, today: Date): ExceptionState {
  const reason = metadata.annotations?.[EXCEPTION_REASON_ANNOTATION];
  const expires = metadata.annotations?.[EXCEPTION_EXPIRES_ANNOTATION];
  if (reason === undefined && expires === undefined) return "none";
  const annotation = (name: string) => `${metadataField}.annotations["${name}"]`;
  if (!reason?.trim()) {
    return {
      field: annotation(EXCEPTION_REASON_ANNOTATION),
      found: is(reason),
      remedy: "say why the workload can't meet the restricted standard",
    };
  }
  const expiry = { field: annotation(EXCEPTION_EXPIRES_ANNOTATION), found: is(expires) };
  if (!isDate(expires)) return { ...expiry, remedy: "write the last day of the exception as YYYY-MM-DD" };
  // Dates in this form sort as text.
  if (expires < dateOf(today)) {
    return {
      ...expiry,
      remedy: "the exception has expired: meet the restricted standard, or have it renewed in review",
    };
  }
  return "holds";
}

function isDate(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dateOf(date) === text;
}

function dateOf(date: Date): string {
  return date.toISOString().slice(0, "YYYY-MM-DD".length);
}
