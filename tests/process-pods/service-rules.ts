import type { EndpointSlice, Service } from "./kubernetes-types";
import { serviceOf } from "./slice-service";

/** Whether a Service has an address of its own: a headless one has none. */
export function hasAddress({ spec }: Service): boolean {
  return Boolean(spec?.clusterIP) && spec?.clusterIP !== "None";
}

/**
 * The rules, of the table `nat`, that lead from each port of each Service's address to the first endpoint that is ready. A
 * slice says "ready" of all where the Service publishes those that aren't.
 * @param slices all EndpointSlices of the Services' namespace
 */
export function serviceRules(services: readonly Service[], slices: readonly EndpointSlice[]): string[] {
  return services.filter(hasAddress).flatMap((service) => {
    const own = slices.filter((slice) => serviceOf(slice) === service.metadata?.name);
    return (service.spec?.ports ?? []).flatMap(({ name, port }) => {
      const endpoint = firstReady(own, name);
      if (!endpoint) return [];
      const match = `--destination ${service.spec?.clusterIP}/32 --protocol tcp --match tcp --destination-port ${port}`;
      return [`${match} --jump DNAT --to-destination ${endpoint}`];
    });
  });
}

function firstReady(slices: readonly EndpointSlice[], portName = ""): string | undefined {
  for (const { ports, endpoints } of slices) {
    const target = ports?.find(({ name }) => (name ?? "") === portName)?.port;
    const ready = endpoints?.find(({ conditions }) => conditions?.ready !== false);
    if (target !== undefined && ready) return `${ready.addresses[0]}:${target}`;
  }
  return undefined;
}
