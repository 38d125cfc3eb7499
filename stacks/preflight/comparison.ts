import { OWNER_STACK_LABEL } from "../../components/shared/labels";
import type { ClusterReader, Fields, Objection } from "./cluster-reader";
import { declaredDifferencesOf, type Difference, differencesOf, withoutPlaces } from "./differences";
import { type KnownFields, knownFields } from "./known-fields";
import type { DeclaredObject } from "./ownership";

/** An object with the fields that the program declares of it, outputs among them. */
export interface DeclaredWhole {
  readonly object: DeclaredObject;
  readonly props: unknown;
}

/** How a declared object that stands already compares with what an update would make of it. */
export interface Standing {
  /** The object as it is. */
  readonly live: Fields;
  readonly uid: string;
  /** The stack that owns it; undefined for none of ours. */
  readonly owner: string | undefined;
  /** What would change. Where the API server refuses that, what is declared otherwise than it is. */
  readonly differences: readonly Difference[];
  /** Fields that somebody else set to another value: an update stops there unless it forces. */
  readonly conflicts: readonly Objection[];
  /** Why the API server would refuse the update in any case, such as a field that never changes. */
  readonly refusals: readonly Objection[];
  /** Declared fields that only the update will know. */
  readonly unknown: readonly string[];
}

/**
 * Compares with the live object, by the API server's own word: it is asked twice for a dry run.
 *
 * @param stack whose objects are no conflict with themselves: the provider signs by a name that only the state knows
 * @returns undefined where no such object stands
 */
export async function compareWithLive(
  { object, props }: DeclaredWhole,
  stack: string,
  cluster: Pick<ClusterReader, "read" | "tryApply">,
): Promise<Standing | undefined> {
  const live = await cluster.read(object);
  if (live === undefined) return undefined;
  const { labels = {}, uid = "" } = live.metadata as { labels?: Record<string, string>; uid?: string };
  const owner = labels[OWNER_STACK_LABEL];
  const known = knownFields(props);
  const forced = await cluster.tryApply(object, known.fields, { force: true });
  const refusals = forced.outcome === "applied" ? [] : forced.objections.filter((each) => isKnown(each, known));
  const asked =
    forced.outcome === "applied" && owner !== stack
      ? await cluster.tryApply(object, known.fields, { force: false })
      : forced;
  return {
    live,
    uid,
    owner,
    differences:
      forced.outcome === "applied" ? differencesOf(live, forced.object) : declaredDifferencesOf(live, known.fields),
    conflicts: [
      ...(asked.outcome === "conflict" ? asked.objections.filter((each) => isKnown(each, known)) : []),
      ...(owner === stack ? [] : contested(live, known)),
    ],
    refusals,
    unknown: known.unknown,
  };
}

/** The one difference in the field that is objected to, or below it; undefined where there are several, or none. */
export function differenceAt({ field }: Objection, differences: readonly Difference[]): Difference | undefined {
  const wanted = withoutPlaces(field);
  const within = differences.filter(({ path }) => {
    const own = withoutPlaces(path);
    return own === wanted || (own.startsWith(wanted) && /^[.[]/.test(own.slice(wanted.length)));
  });
  return within.length === 1 ? within[0] : undefined;
}

/** What is left out of the dry run because it isn't known as a whole, such as a Secret's data: whoever set it will contest it. */
function contested(live: Fields, { unknown }: KnownFields): readonly Objection[] {
  const { managedFields = [] } = live.metadata as { managedFields?: readonly ManagedEntry[] };
  return unknown
    .filter((path) => live[path] !== undefined)
    .flatMap((field) => {
      const managers = managedFields.filter(({ fieldsV1 }) => `f:${field}` in (fieldsV1 ?? {}));
      const by = managers.map(({ manager }) => JSON.stringify(manager)).join(", ");
      return by === "" ? [] : [{ field, message: `${by} set it, and what is declared is known in the update only` }];
    });
}

interface ManagedEntry {
  readonly manager?: string;
  readonly fieldsV1?: Fields;
}

/** Not for the sake of a text that only stands for what isn't known: of that the field itself, or what it is the one part of. */
function isKnown({ field }: Objection, { unknown }: KnownFields): boolean {
  const own = withoutPlaces(field);
  return !unknown.some((path) => {
    const hidden = withoutPlaces(path);
    return own === hidden || own === hidden.replace(/\.[^.]*$/, "");
  });
}
