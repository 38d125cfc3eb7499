import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

import { CLUSTER_DOMAIN } from "../../lab/cluster-constants";
import type { EndpointSlice, Service } from "./kubernetes-types";
import { hasAddress } from "./service-rules";
import { serviceOf } from "./slice-service";

/** What a pod's own entry is made from. */
export interface HostsOf {
  readonly podName: string;
  readonly address: string;
}

/**
 * The content of a pod's /etc/hosts. It stands for the cluster's DNS and for kube-proxy, and is neither: a Service's name
 * means its ready endpoints (any port, the first that answers is taken by most clients), and a program that remembers an
 * answer is not told of a new one. A name of `services` that aren't headless means their address instead.
 * @param slices all EndpointSlices of one namespace
 * @param services those whose addresses lead somewhere
 */
export function hostsContent(
  own: HostsOf,
  namespace: string,
  slices: readonly EndpointSlice[],
  services: readonly Service[],
): string {
  const lines = ["127.0.0.1 localhost", `${own.address} ${own.podName}`];
  const addressed = new Map(
    services.filter(hasAddress).map(({ metadata, spec }) => [metadata?.name ?? "", spec?.clusterIP] as const),
  );
  for (const [service, address] of addressed) {
    // What stands in this file is not asked of DNS: by its bare name a pod knows itself, not a Service of that name.
    const known = names(service, namespace).filter((name) => name !== own.podName);
    lines.push(`${address} ${known.join(" ")}`);
  }
  for (const slice of slices) {
    const service = serviceOf(slice);
    if (!service || addressed.has(service)) continue;
    for (const { addresses, hostname, conditions } of slice.endpoints ?? []) {
      // A slice tells of pods that are not ready too; who publishes them says they are ready.
      const isReady = conditions?.ready !== false;
      for (const address of isReady ? addresses : []) {
        if (hostname) lines.push(`${address} ${names(`${hostname}.${service}`, namespace).join(" ")}`);
        lines.push(`${address} ${names(service, namespace).join(" ")}`);
      }
    }
  }
  return `${[...new Set(lines)].join("\n")}\n`;
}

/** Writes a file without making it anew: containers have this very file mounted. Nobody ever reads it empty. */
export function rewriteInPlace(file: string, content: string): void {
  const descriptor = openSync(file, "r+");
  try {
    writeSync(descriptor, content, 0);
    ftruncateSync(descriptor, Buffer.byteLength(content));
  } finally {
    closeSync(descriptor);
  }
}

function names(service: string, namespace: string): string[] {
  const short = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`];
  return [...short, `${service}.${namespace}.svc.${CLUSTER_DOMAIN}`];
}
