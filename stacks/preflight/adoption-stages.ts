import { dayOf } from "../../components/shared/days";
import { ConfigError } from "../config-error";
import type { EnvironmentSpec } from "../environment";

/**
 * Tells of every namespace that isn't adopted to the end, and refuses where its stage's last day is past: a stage ends by a reviewed
 * change, not by being forgotten.
 *
 * @param today counts in UTC
 * @returns one line a namespace
 * @throws ConfigError naming every stage that has ended
 */
export function adoptionStageNotices(
  { name, namespaces }: Pick<EnvironmentSpec, "name" | "namespaces">,
  today: Date,
): readonly string[] {
  const stages = Object.entries(namespaces).flatMap(([purpose, { name: namespace, adoption }]) =>
    adoption ? [{ purpose, namespace, adoption }] : [],
  );
  const day = dayOf(today);
  // Days in this form sort as text.
  const ended = stages.filter(({ adoption }) => adoption.until < day);
  if (ended.length > 0) {
    throw new ConfigError(
      `The configuration of stack ${name}`,
      ended.map(({ purpose, adoption }) => ({
        field: `gx:namespaces.${purpose}.adoption.until`,
        value: adoption.until,
        remedy:
          "the stage has ended: take out of withheld what the namespace can have by now, or have a later day reviewed",
      })),
    );
  }
  return stages.map(
    ({ namespace, adoption: { withheld, until } }) =>
      `namespace ${namespace} is being adopted: ${withheld.join(" and ")} withheld until ${until}`,
  );
}
