import { ConfigError, type ConfigProblem } from "../config-error";
import { noticeText } from "./adoption-notice";
import type { ClusterReader, Objection } from "./cluster-reader";
import { compareWithLive, type DeclaredWhole, differenceAt, type Standing } from "./comparison";
import { describeDifference, describeDifferences } from "./differences";
import { describeObject } from "./object-name";

/** How many changes a notice names. */
const NAMED_CHANGES = 12;

/**
 * Looks at every listed object that stands and isn't the stack's yet, before anything is created. The provider's own preview forces
 * what it would create, so a conflict of fields stopped an update half-way.
 *
 * @param adopt the objects that may be taken over, as `Kind namespace/name`
 * @param byForce those of them whose fields are taken from whoever set them
 * @returns a line for each with what changes in it
 * @throws ConfigError naming every field at which the update would stop
 */
export async function checkAdopted(
  stack: string,
  declared: readonly DeclaredWhole[],
  adopt: readonly string[],
  byForce: readonly string[],
  cluster: Pick<ClusterReader, "read" | "tryApply">,
): Promise<readonly string[]> {
  const listed = declared.filter(({ object }) => adopt.includes(describeObject(object)));
  const compared = await Promise.all(
    listed.map(async (whole) => {
      const standing = await compareWithLive(whole, stack, cluster);
      return standing && standing.owner !== stack ? [{ name: describeObject(whole.object), standing }] : [];
    }),
  );
  const adopted = compared.flat();
  const problems = adopted.flatMap(({ name, standing }) => obstaclesOf(name, standing, byForce.includes(name)));
  if (problems.length > 0) throw new ConfigError(`The adoption by stack ${stack}`, problems);
  return adopted.map(({ name, standing }) => noticeOf(name, standing));
}

/** What would stop an update at this object, and the ways out. */
export function obstaclesOf(name: string, standing: Standing, isByForce: boolean): readonly ConfigProblem[] {
  const { conflicts, refusals } = standing;
  return [
    ...(isByForce ? [] : conflicts).map((conflict) => ({
      field: name,
      value: "in the way",
      remedy: `${inWords(conflict, standing)}; write "${name} by force" under gx:adopt to have the declared value win, or declare the live one`,
    })),
    ...refusals.map((refusal) => ({
      field: name,
      value: "in the way",
      remedy: `${inWords(refusal, standing)}; declare what is live, or replace the object on purpose (docs/adopting.md)`,
    })),
  ];
}

function inWords(objection: Objection, { differences }: Standing): string {
  const difference = differenceAt(objection, differences);
  const what = difference ? `${describeDifference(difference)} (live → declared)` : objection.field || "the object";
  return `${what}: ${objection.message}`;
}

function noticeOf(name: string, { uid, differences, unknown }: Standing): string {
  const changes = describeDifferences(differences, NAMED_CHANGES).join(", ");
  const later = unknown.length > 0 ? `; known in the update: ${unknown.join(", ")}` : "";
  const what = changes === "" ? "changes nothing that is known" : `changes ${changes}`;
  return noticeText({ name, uid, changes: `${what}${later}` });
}
