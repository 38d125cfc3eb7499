import { dayOf, isDay } from "../components/shared/days";
import { EXCEPTION_ANNOTATION_PREFIX } from "../components/shared/labels";
import type { KubernetesObject, Metadata } from "./kubernetes-object";
import { podSpecOf } from "./pod-spec-of";

/** Follows a rule's name in the key of the last day. */
const EXPIRES_SUFFIX = "-expires";

/** Where exceptions of an object may be annotated: its own metadata or that of its pod template. */
export interface ExceptionPlace {
  readonly metadata: Metadata;
  /** Path of the metadata within the object, such as `spec.template.metadata`. */
  readonly metadataField: string;
}

/** What is wrong with an exception: in which of its annotations, and what to do about it. */
export interface ExceptionFault {
  /** Key of the annotation. */
  readonly key: string;
  readonly value: string | undefined;
  readonly remedy: string;
}

/** The places of an object, one after another: an unknown pod template must not hide what the object itself says. */
export function* exceptionPlacesOf(object: KubernetesObject): Generator<ExceptionPlace> {
  yield { metadata: object.props.metadata ?? {}, metadataField: "metadata" };
  const pod = podSpecOf(object);
  if (pod && pod.metadataField !== "metadata") yield pod;
}

/** Names of the rules that a place asks exceptions from, known to the pack or not. */
export function exceptedRulesIn({ metadata }: ExceptionPlace): readonly string[] {
  const names = Object.keys(metadata.annotations ?? {})
    .filter((key) => key.startsWith(EXCEPTION_ANNOTATION_PREFIX))
    .map((key) => key.slice(EXCEPTION_ANNOTATION_PREFIX.length).replace(new RegExp(`${EXPIRES_SUFFIX}$`), ""));
  return [...new Set(names)];
}

/** Keys of the annotations by which an exception from the rule is asked for. */
export function exceptionKeys(rule: string): { readonly reason: string; readonly expires: string } {
  const reason = `${EXCEPTION_ANNOTATION_PREFIX}${rule}`;
  return { reason, expires: `${reason}${EXPIRES_SUFFIX}` };
}

/**
 * Whether an exception from the rule holds for the object on this day, which counts in UTC. Throws the policy SDK's error
 * where an annotation of it is unknown.
 */
export function isExcepted(object: KubernetesObject, rule: string, today: Date): boolean {
  for (const place of exceptionPlacesOf(object)) {
    if (exceptedRulesIn(place).includes(rule) && !exceptionFaultIn(place, rule, today)) return true;
  }
  return false;
}

/**
 * What keeps an exception from holding on this day; undefined where nothing does. Throws the policy SDK's error where an
 * annotation of it is unknown.
 */
export function exceptionFaultIn({ metadata }: ExceptionPlace, rule: string, today: Date): ExceptionFault | undefined {
  const keys = exceptionKeys(rule);
  const reason = metadata.annotations?.[keys.reason];
  if (!reason?.trim()) return { key: keys.reason, value: reason, remedy: `say why it can't meet ${rule}` };
  const expires = metadata.annotations?.[keys.expires];
  const fault = (remedy: string) => ({ key: keys.expires, value: expires, remedy });
  if (expires === undefined || !isDay(expires)) return fault("write the last day of the exception as YYYY-MM-DD");
  // Dates in this form sort as text.
  if (expires >= dayOf(today)) return undefined;
  return fault(`the exception has expired: meet ${rule}, or have it renewed in review`);
}
