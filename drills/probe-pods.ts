import { API_SERVICE_ADDRESS } from "../lab/cluster-constants";
import type { Kubectl } from "../lab/kubectl";
import type { LabNode } from "../lab/nodes";
import { POD_IMAGE } from "../lab/nodes/node-files";
import { until } from "../tests/support/until";

/** An address of no network (RFC 5737): where nothing answers, whatever the machine is connected to. */
export const NOWHERE = "192.0.2.1";
/** Where probe pods answer. */
export const PROBE_PORT = 8080;
const SERVICE = "probe";
/** Answers each request with the name of its pod. */
const SERVE = `mkdir /www && hostname >/www/index.html && exec httpd -f -p ${PROBE_PORT} -h /www`;

/** A pod that answers on one node. */
export interface ProbePod {
  readonly name: string;
  readonly node: string;
  readonly address: string;
}

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName: string };
  readonly status: { readonly phase: string; readonly podIP?: string };
}

/** Starts a pod on each node, and a Service before them. @param prefix begins the pods' names */
export async function startProbePods(kubectl: Kubectl, nodes: readonly LabNode[], prefix: string): Promise<ProbePod[]> {
  const items = [service(), ...nodes.map((node, index) => pod(`${prefix}-${index}`, node.name))];
  await kubectl.run(["apply", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  let found: ProbePod[] = [];
  await until("a pod to run on each node", async () => {
    const { items: all } = await kubectl.get<{ items: Pod[] }>("pods");
    const own = all.filter(({ metadata }) => metadata.name.startsWith(`${prefix}-`));
    const waiting = own.filter(({ status }) => status.phase !== "Running" || !status.podIP);
    found = own.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      node: spec.nodeName,
      address: status.podIP ?? "",
    }));
    return waiting.length === 0 || waiting.map(({ metadata, status }) => `${metadata.name} ${status.phase}`).join(", ");
  });
  return found;
}

/** Asks each pod from each pod. @throws Error with the first wrong answer */
export async function askEachOther(kubectl: Kubectl, pods: readonly ProbePod[]): Promise<void> {
  for (const from of pods) {
    for (const to of pods) {
      await until(`${from.name} on ${from.node} to reach ${to.name} on ${to.node}`, async () => {
        const answer = await fetchIn(kubectl, from, `${to.address}:${PROBE_PORT}`);
        return answer === to.name || answer;
      });
    }
  }
}

/** Asks the Service and the API server's from each pod. Returns whose answers were seen. */
export async function askServices(kubectl: Kubectl, pods: readonly ProbePod[]): Promise<Set<string>> {
  const { spec } = await kubectl.get<{ spec: { clusterIP: string } }>("service", SERVICE);
  const seen = new Set<string>();
  for (const from of pods) {
    await until(`${from.name} to reach all pods at the Service's address`, async () => {
      const answer = await fetchIn(kubectl, from, spec.clusterIP);
      if (!pods.some(({ name }) => name === answer)) return answer;
      seen.add(answer);
      return seen.size === pods.length || `answers so far: ${[...seen].join(", ")}`;
    });
    await kubectl.run(["exec", from.name, "--", "sh", "-c", `nc -w 5 ${API_SERVICE_ADDRESS} 443 </dev/null`]);
  }
  return seen;
}

/** Asks each pod from each other one. @throws Error unless none of them answers, after a while */
export async function findClosed(kubectl: Kubectl, pods: readonly ProbePod[]): Promise<void> {
  for (const from of pods) {
    for (const to of pods.filter(({ name }) => name !== from.name)) {
      await until(`${from.name} on ${from.node} to be kept from ${to.name} on ${to.node}`, async () => {
        const answer = await fetchIn(kubectl, from, `${to.address}:${PROBE_PORT}`);
        return answer !== to.name || "it answers";
      });
    }
  }
}

/** A policy over all pods: nobody may call them, or only their own kind. */
export function policy(name: string, open: boolean): object {
  const ingress = [{ from: [{ podSelector: { matchLabels: { app: SERVICE } } }], ports: [{ port: PROBE_PORT }] }];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name },
    spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: open ? ingress : [] },
  };
}

/** What a pod is told that asks an address off the machine. */
export function askNowhere(kubectl: Kubectl, from: ProbePod): Promise<string> {
  return fetchIn(kubectl, from, NOWHERE);
}

async function fetchIn(kubectl: Kubectl, { name }: ProbePod, address: string): Promise<string> {
  // Debian's busybox has a -T of its own that crashes.
  const command = ["timeout", "5", "wget", "-q", "-O", "-", `http://${address}/`];
  const { stdout, stderr } = await kubectl.attempt(["exec", name, "--", ...command]);
  return stdout.trim() || stderr.trim().split("\n")[0] || "no answer";
}

function pod(name: string, node: string): object {
  const container = {
    name: "probe",
    image: POD_IMAGE,
    imagePullPolicy: "Never",
    command: ["sh", "-c", SERVE],
    readinessProbe: { httpGet: { port: PROBE_PORT, path: "/" }, periodSeconds: 1 },
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: SERVICE } },
    spec: {
      nodeSelector: { "kubernetes.io/hostname": node },
      terminationGracePeriodSeconds: 0,
      containers: [container],
    },
  };
}

function service(): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: SERVICE },
    spec: { selector: { app: SERVICE }, ports: [{ port: 80, targetPort: PROBE_PORT }] },
  };
}
