import type { types } from "@pulumi/kubernetes";
import { DNS } from "../networking/network-policies";
import { HOSTNAME_LABEL } from "../shared/labels";

/** CoreDNS as K3s names it, and the Service by which pods ask it. */
export const CORE_DNS = {
  namespace: DNS.namespace,
  name: "coredns",
  service: "kube-dns",
  podLabels: DNS.podLabels,
} as const;

/**
 * What we assert of K3s' CoreDNS Deployment: how many pods, and never two on one server (G11). K3s' own manifest leaves
 * both fields alone, so they outlive its restarts.
 */
export function coreDnsSpread(replicas: number): types.input.apps.v1.DeploymentSpecPatch {
  return {
    replicas,
    template: {
      spec: {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: HOSTNAME_LABEL, labelSelector: { matchLabels: { ...CORE_DNS.podLabels } } },
            ],
          },
        },
      },
    },
  };
}

/**
 * What we assert of its Service: a pod asks the CoreDNS of its own node, and others only while that isn't ready. Otherwise every pod goes
 * on asking that of a lost node too, for the 50 s until Kubernetes has noticed, and waits for an answer in vain.
 */
export function coreDnsOfOwnNode(): types.input.core.v1.ServiceSpecPatch {
  return { trafficDistribution: "PreferSameNode" };
}
