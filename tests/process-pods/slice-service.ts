import type { EndpointSlice } from "./kubernetes-types";

/** The name of the Service that a slice is of; undefined where it is of none. */
export function serviceOf({ metadata }: EndpointSlice): string | undefined {
  return metadata?.labels?.["kubernetes.io/service-name"];
}
