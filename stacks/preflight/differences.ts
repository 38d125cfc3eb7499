import { leavesOf } from "../../components/shared/leaves";
import type { Fields } from "./cluster-reader";
import { UNKNOWN_TEXT } from "./known-fields";

/** A field in which two states of an object differ; both undefined-able: not set. */
export interface Difference {
  /** Such as `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly live: unknown;
  readonly declared: unknown;
  /** Whether the values may be secret and must not be shown. */
  readonly isHidden: boolean;
}

/** What the API server writes of itself. */
const SERVERS_OWN =
  /^(status|metadata\.(managedFields|resourceVersion|generation|creationTimestamp|uid|selfLink))(?![^.[])/;
/** Values that may be secret, whoever set them: what Secrets and ConfigMaps hold, and what is set in the environment. */
const HIDDEN = /(^(data|stringData|binaryData)\.|\benv\[\d+\]\.value$|^metadata\.annotations\.kubectl\.)/;
/** How many characters of a value are shown. */
const SHOWN_CHARACTERS = 80;

/** The leaves in which an object would differ from how it stands. */
export function differencesOf(live: Fields, declared: Fields): readonly Difference[] {
  const before = new Map(leavesOf(live));
  const after = new Map(leavesOf(declared));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path) && !SERVERS_OWN.test(path))
    .sort()
    .map((path) => ({ path, live: before.get(path), declared: after.get(path), isHidden: HIDDEN.test(path) }));
}

/** The declared leaves alone that differ: for where the API server makes nothing of the whole. */
export function declaredDifferencesOf(live: Fields, declared: Fields): readonly Difference[] {
  const paths = new Set(leavesOf(declared).map(([path]) => path));
  return differencesOf(live, declared).filter(({ path }) => paths.has(path));
}

/** Such as `spec.replicas: 1 → 3`; nothing that may be secret. */
export function describeDifference({ path, live, declared, isHidden }: Difference): string {
  return `${path}: ${isHidden ? `${hidden(live)} → ${hidden(declared)}` : `${shown(live)} → ${shown(declared)}`}`;
}

/** Labels and annotations by which the program marks its objects: each adopted object gets them. */
const MARKS = /^metadata\.(labels|annotations)\.(gxcoin\.money|app\.kubernetes\.io|pulumi\.com)\//;

/**
 * One line a difference, as many as `most`; what is only a mark of ours, new on the object, is counted in one line.
 */
export function describeDifferences(differences: readonly Difference[], most: number): readonly string[] {
  const isMark = ({ path, live }: Difference) => live === undefined && MARKS.test(path);
  const real = differences.filter((difference) => !isMark(difference));
  const marks = differences.length - real.length;
  return [
    ...real.slice(0, most).map(describeDifference),
    ...(real.length > most ? [`and ${real.length - most} more`] : []),
    ...(marks > 0 ? [`and ${marks} labels and annotations of ours`] : []),
  ];
}

/** A path without the places and keys of list items, and without a leading dot: the API server writes them in other ways. */
export function withoutPlaces(path: string): string {
  return path.replace(/^\./, "").replace(/\[[^\]]*\]/g, "[]");
}

function hidden(value: unknown): string {
  return value === undefined ? "(not set)" : "(not shown)";
}

function shown(value: unknown): string {
  if (value === undefined) return "(not set)";
  if (value === UNKNOWN_TEXT) return "(known in the update)";
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text;
}
