import { canConnect, policiesAmong } from "../../ops/picture/reachability";
import type { RecordedResource } from "./recorded-resources";

const CALLEES = ["objectstore", "postgres", "redis", "svc-admin"];
const PORTS = [443, 3000, 5432, 6379, 7070, 8432];

interface Egress {
  readonly ports?: readonly { readonly port: number }[];
  readonly to?: readonly object[];
}

/** TCP ports that a workload of mainnet's backend may connect to: of some others there, which stand for all, and of the internet. */
export function openWays(resources: readonly RecordedResource[], workload: string) {
  const policies = policiesAmong(resources);
  const pod = (name: string) => ({ namespace: "backend-mainnet", labels: { "app.kubernetes.io/name": name } });
  const outside = resources
    .filter(({ type, name }) => type.endsWith(":NetworkPolicy") && name.startsWith(workload))
    .flatMap(({ inputs }) => (inputs as { readonly spec?: { readonly egress?: readonly Egress[] } }).spec?.egress ?? [])
    .filter(({ to }) => JSON.stringify(to ?? []).includes("0.0.0.0/0"));
  return {
    inside: CALLEES.flatMap((name) => PORTS.filter((port) => canConnect(policies, pod(workload), pod(name), port))),
    internet: outside.flatMap(({ ports }) => (ports ?? []).map(({ port }) => port)),
  };
}
