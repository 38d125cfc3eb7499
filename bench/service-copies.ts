import type { ServiceName } from "../stacks/workloads";

/** Stands between a service's name and the number of its copy. */
const COPY = "-copy";

/**
 * The settings of the services, and of as many copies of each that there are `times` as many in all. A copy has one pod: no
 * object more or less, and the quota has room for all.
 */
export function serviceCopies(
  services: Readonly<Record<string, object>>,
  times: number,
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, settings]) =>
      Array.from({ length: times }, (_, copy) =>
        copy === 0 ? [name, settings] : [`${name}${COPY}${copy}`, { ...settings, replicas: 1 }],
      ),
    ),
  );
}

/** The service that one is a copy of; itself where it is none. */
export function originalOf(name: string): ServiceName {
  return name.split(COPY, 1)[0] as ServiceName;
}
