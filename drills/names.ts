import { CORE_DNS, coreDnsOfOwnNode, coreDnsSpread } from "../components/cluster/core-dns";
import type { Kubectl } from "../lab/kubectl";
import { committedSettings } from "../tests/support/stack-file";
import { until } from "../tests/support/until";
import { DOMAIN } from "./dns-questions";
import { fetchIn, MEMBERS, PORT, type ProbePod, SERVICE } from "./probe-pods";

/** Of a name that isn't the cluster's, and of nobody's (RFC 2606). */
const ELSEWHERE = "name.example";

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly spec: { readonly nodeName?: string };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}

/** Sets CoreDNS' number of pods, their spread and who asks which as mainnet's stack does. Returns their nodes, once all are ready on one each. */
export async function declareCoreDns(kubectl: Kubectl): Promise<string[]> {
  const { coreDnsReplicas } = committedSettings("mainnet")["cluster"] as { coreDnsReplicas: number };
  const { name, namespace, service } = CORE_DNS;
  const declared = [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace },
      spec: coreDnsSpread(coreDnsReplicas),
    },
    { apiVersion: "v1", kind: "Service", metadata: { name: service, namespace }, spec: coreDnsOfOwnNode() },
  ];
  // As the stack does: the count that K3s leaves alone is its own all the same, by default.
  const apply = ["apply", "--server-side", "--force-conflicts", "--field-manager=drill", "--filename=-"];
  await kubectl.run(apply, declared.map((object) => JSON.stringify(object)).join("\n---\n"));
  let nodes: string[] = [];
  await until(`${coreDnsReplicas} DNS pods on as many nodes`, async () => {
    const { items } = await dnsPods(kubectl);
    const ready = items.filter(({ status }) =>
      status.conditions?.some((c) => c.type === "Ready" && c.status === "True"),
    );
    nodes = ready.map(({ spec }) => spec.nodeName ?? "");
    const settled = items.length === coreDnsReplicas && new Set(nodes).size === coreDnsReplicas;
    return settled || `${items.length} pods, ready on ${nodes.join(", ")}`;
  });
  return nodes;
}

/**
 * Asks in each pod for the Service, for the pod on the next node, and for a name that isn't the cluster's.
 * @throws Error with the first wrong answer
 */
export async function askNames(kubectl: Kubectl, pods: readonly ProbePod[]): Promise<void> {
  const names = pods.map(({ name }) => name);
  for (const [index, from] of pods.entries()) {
    for (const name of [SERVICE, `${SERVICE}.default`, `${SERVICE}.${DOMAIN}`]) {
      await answered(kubectl, from, name, names);
    }
    const next = names[(index + 1) % names.length] ?? "";
    for (const name of [`${next}.${MEMBERS}`, `${next}.${MEMBERS}.${DOMAIN}`]) {
      await answered(kubectl, from, `${name}:${PORT}`, [next]);
    }
    const { stdout, stderr } = await kubectl.attempt(["exec", from.name, "--", "nslookup", `${ELSEWHERE}.`]);
    if (!`${stdout}${stderr}`.includes("NXDOMAIN")) {
      throw new Error(`${from.name} on ${from.node} asked for ${ELSEWHERE} and was told: ${stdout}${stderr}`);
    }
  }
}

function answered(kubectl: Kubectl, from: ProbePod, name: string, right: readonly string[]): Promise<void> {
  return until(`${from.name} on ${from.node} to reach ${name} by name`, async () => {
    const answer = await fetchIn(kubectl, from, name);
    return right.includes(answer) || answer;
  });
}

function dnsPods(kubectl: Kubectl): Promise<PodList> {
  const labels = Object.entries(CORE_DNS.podLabels).map(([key, value]) => `${key}=${value}`);
  return kubectl.get<PodList>("pods", `--namespace=${CORE_DNS.namespace}`, `--selector=${labels.join(",")}`);
}
