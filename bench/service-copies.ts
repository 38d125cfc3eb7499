/** Stands between a service's name and the number of its copy. */
const COPY = "-copy";

/**
 * The settings of the services, and of as many copies of each that there are `times` as many in all. A copy has one pod: no
 * object more or less, and the quota has room for all. What all services share stays as it is.
 */
export function serviceCopies(
  { resources, ...services }: Readonly<Record<string, object>>,
  times: number,
): Readonly<Record<string, object>> {
  const copies = Object.fromEntries(
    Object.entries(services).flatMap(([name, settings]) =>
      Array.from({ length: times }, (_, copy) =>
        copy === 0 ? [name, settings] : [`${name}${COPY}${copy}`, { ...settings, replicas: 1 }],
      ),
    ),
  );
  return { ...copies, ...(resources && { resources }) };
}

/** The service that one is a copy of; itself where it is none. */
export function originalOf(name: string): string {
  return name.split(COPY, 1)[0]!;
}
