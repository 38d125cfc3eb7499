import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";

import { CLUSTER_DOMAIN } from "../../lab/cluster-constants";
import type { EndpointSlice } from "./kubernetes-types";

/** Which Service a slice belongs to. */
const SERVICE_LABEL = "kubernetes.io/service-name";

/** What a pod's own entry is made from. */
export interface HostsOf {
  readonly podName: string;
  readonly address: string;
}

/**
 * The content of a pod's /etc/hosts. It stands for the cluster's DNS and for kube-proxy, and is neither: a Service's name
 * means its ready endpoints (any port, no service address, the first that answers is taken by most clients), and a
 * program that remembers an answer is not told of a new one.
 * @param slices all EndpointSlices of one namespace
 */
export function hostsContent(own: HostsOf, namespace: string, slices: readonly EndpointSlice[]): string {
  const lines = ["127.0.0.1 localhost", `${own.address} ${own.podName}`];
  for (const slice of slices) {
    const service = slice.metadata?.labels?.[SERVICE_LABEL];
    if (!service) continue;
    for (const { addresses, hostname, conditions } of slice.endpoints ?? []) {
      // A slice tells of pods that are not ready too; who publishes them says they are ready.
      const isReady = conditions?.ready !== false;
      for (const address of isReady ? addresses : []) {
        if (hostname) lines.push(`${address} ${names(`${hostname}.${service}`, namespace)}`);
        lines.push(`${address} ${names(service, namespace)}`);
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

function names(service: string, namespace: string): string {
  const short = [service, `${service}.${namespace}`, `${service}.${namespace}.svc`];
  return [...short, `${service}.${namespace}.svc.${CLUSTER_DOMAIN}`].join(" ");
}
