import { POD_SECURITY_VERSION } from "../../components/shared/pod-security";
import { ConfigError } from "../config-error";
import { TOOL_VERSIONS } from "../versions";
import type { ClusterReader } from "./cluster-reader";

/** Something that the objects use, the first Kubernetes minor that has it switched on, and what an older one makes of it. */
export interface RequiredFeature {
  readonly feature: string;
  /** Such as `1.30`. */
  readonly since: string;
  readonly otherwise: string;
}

/**
 * What an API server must know, and the only place that says from which version on. A feature counts from the minor that
 * switches it on by default (beta), because K3s is started without feature gates.
 *
 * Sources: the stages in `pkg/features/kube_features.go` of kubernetes/kubernetes, whose gate's name stands with each;
 * for Pod Security `policy/registry.go` of k8s.io/pod-security-admission and KEP-4940.
 */
export const REQUIRED_FEATURES: readonly RequiredFeature[] = [
  {
    // NodeInclusionPolicyInPodTopologySpread: beta in 1.26, stable in 1.33.
    feature: "topologySpreadConstraints.nodeTaintsPolicy",
    since: "1.26",
    otherwise: "a tainted server counts as a place for a pod that can't go there",
  },
  {
    // MatchLabelKeysInPodTopologySpread: beta since 1.27.
    feature: "topologySpreadConstraints.matchLabelKeys",
    since: "1.27",
    otherwise: "an update's new pods are counted with the old ones and find no server",
  },
  {
    // PDBUnhealthyPodEvictionPolicy: beta in 1.27, stable in 1.31.
    feature: "PodDisruptionBudget.unhealthyPodEvictionPolicy",
    since: "1.27",
    otherwise: "a pod that isn't ready blocks the drain of its server",
  },
  {
    // PodLifecycleSleepAction: beta in 1.30, stable in 1.34.
    feature: "lifecycle.preStop.sleep",
    since: "1.30",
    otherwise: "a pod stops while it still gets requests, or is rejected",
  },
  {
    // PreferSameTrafficDistribution: beta since 1.34.
    feature: "Service.trafficDistribution PreferSameNode",
    since: "1.34",
    otherwise: "names aren't found for seconds at a time while a lost server's CoreDNS is still asked",
  },
  {
    feature: `Pod Security ${POD_SECURITY_VERSION}`,
    since: POD_SECURITY_VERSION.slice(1),
    otherwise:
      "namespaces are judged by the newest rules that the server knows, which are laxer than the declared ones",
  },
];

/**
 * Refuses a cluster whose API server is older than {@link REQUIRED_FEATURES}. Asks the one server that the kubeconfig
 * leads to: during an upgrade of K3s another one may still be older.
 *
 * @returns a notice where the server is more than one minor newer than the one that all of it was proven on
 * @throws ConfigError naming the version, and each feature that it lacks with what that breaks
 */
export async function checkServerVersion(cluster: ClusterReader): Promise<readonly string[]> {
  const found = await cluster.version();
  const release = releaseOf(found);
  const lacking = REQUIRED_FEATURES.filter(({ since }) => release < releaseOf(since));
  if (lacking.length > 0) {
    const reasons = lacking.map(({ feature, since, otherwise }) => `${feature} is there since ${since} (${otherwise})`);
    throw new ConfigError("The cluster", [
      {
        field: "the API server's version",
        value: found,
        remedy: `upgrade K3s to Kubernetes ${leastVersion()} or newer: ${reasons.join("; ")}`,
      },
    ]);
  }
  const proven = TOOL_VERSIONS.kubernetes;
  if (release <= releaseOf(proven) + 1) return [];
  return [
    `the API server's version is ${found}, proven is ${proven}: run the tests on the new minor and raise kubernetes in stacks/versions.ts`,
  ];
}

/** The first Kubernetes minor that has every required feature. */
export function leastVersion(): string {
  return REQUIRED_FEATURES.map(({ since }) => since).reduce((a, b) => (releaseOf(a) < releaseOf(b) ? b : a));
}

/** Major and minor as one number that grows with them; 0, older than all, for what isn't a version. */
function releaseOf(version: string | undefined): number {
  const [, major = 0, minor = 0] = /^v?(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  return Number(major) * 1000 + Number(minor);
}
