import { POD_SECURITY_LEVEL, POD_SECURITY_VERSION } from "../../components/shared/pod-security";
import { type NamespaceQuota, resourceQuota } from "../../components/networking/quota";
import { billionthsOf } from "../../policies/quantity";
import type { ClusterReader } from "../../stacks/preflight/cluster-reader";
import type { Get } from "../../stacks/preflight/kubeconfig-client";

/** What of a namespace's running pods speaks against enforcing the Pod Security Standard, limits and the quota in it. */
export interface RunningPods {
  readonly namespace: string;
  /** The API server's own words on pods that it would not admit again. */
  readonly violations: readonly string[];
  /** Pods with a container that states no request or limit, and which: they would get the default ones when they are made anew. */
  readonly unlimited: readonly string[];
  /** What all of them ask for beyond the declared quota. */
  readonly beyondQuota: readonly string[];
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly containers: readonly Container[] };
  readonly status?: { readonly phase?: string };
}

interface Container {
  readonly name: string;
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
}

type Amounts = Readonly<Record<string, string>>;

/** What a quota counts, and what a container must state of it. */
const COUNTED = [
  ["requests", "cpu"],
  ["requests", "memory"],
  ["limits", "memory"],
] as const;

/** Looks at the pods of a namespace that stands; the API server is asked for a dry run of the labels. Changes nothing. */
export async function runningPods(
  namespace: string,
  quota: NamespaceQuota,
  cluster: Pick<ClusterReader, "tryApply">,
  get: Get,
): Promise<RunningPods> {
  const { items = [] } =
    (await get<{ items?: readonly Pod[] }>(`/api/v1/namespaces/${namespace}/pods`, "application/json")) ?? {};
  const pods = items.filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed");
  return {
    namespace,
    violations: await violationsIn(namespace, cluster),
    unlimited: pods.flatMap((pod) => missingIn(pod)),
    beyondQuota: beyond(pods, resourceQuota(quota).hard as Amounts),
  };
}

async function violationsIn(namespace: string, cluster: Pick<ClusterReader, "tryApply">): Promise<readonly string[]> {
  const labels = {
    "pod-security.kubernetes.io/enforce": POD_SECURITY_LEVEL,
    "pod-security.kubernetes.io/enforce-version": POD_SECURITY_VERSION,
  };
  const object = { apiVersion: "v1", kind: "Namespace", name: namespace };
  const trial = await cluster.tryApply(object, { metadata: { labels } }, { force: true });
  return trial.outcome === "applied" ? trial.warnings : trial.objections.map(({ message }) => message);
}

function missingIn({ metadata, spec }: Pod): readonly string[] {
  const missing = spec.containers.flatMap(({ name, resources }) =>
    COUNTED.filter(([of, what]) => resources?.[of]?.[what] === undefined).map(([of, what]) => `${name}: ${of}.${what}`),
  );
  return missing.length === 0 ? [] : [`${metadata.name} (${missing.join(", ")})`];
}

function beyond(pods: readonly Pod[], hard: Amounts): readonly string[] {
  const counted = COUNTED.flatMap(([of, what]) => {
    const amounts = pods.flatMap(({ spec }) => spec.containers.map(({ resources }) => resources?.[of]?.[what] ?? "0"));
    const sum = amounts.reduce((total, amount) => total + (billionthsOf(amount) ?? 0n), 0n);
    const most = hard[`${of}.${what}`] ?? "0";
    return sum > (billionthsOf(most) ?? 0n) ? [`${of}.${what}: ${inUnits(sum, what)} of ${most}`] : [];
  });
  return pods.length > Number(hard.pods) ? [...counted, `pods: ${pods.length} of ${hard.pods}`] : counted;
}

function inUnits(billionths: bigint, what: "cpu" | "memory"): string {
  return what === "cpu" ? `${billionths / 1_000_000n}m` : `${billionths / 1_000_000_000n / 1_048_576n}Mi`;
}
