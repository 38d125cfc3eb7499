import type { WorkloadName } from "./workloads";

/** A workload outside the environment's namespaces that a flow may come from. */
export type OutsideName = "ingress-controller";

/** One permitted flow: who may open a connection to whom, on which port. Whatever is not declared is denied. */
export interface Flow {
  readonly from: WorkloadName | OutsideName;
  readonly to: WorkloadName;
  /** Name of one of the ports that `to` declares. */
  readonly port: string;
  /** Where the need for it is stated. */
  readonly source: string;
}

/**
 * Who may call whom, declared once: NetworkPolicies are compiled from this and from nothing else. DNS is not listed
 * because every pod has it (G11): `default-deny-all` always comes with `allow-dns`.
 */
export const FLOWS: readonly Flow[] = [
  { from: "svc-identity", to: "postgres", port: "sql", source: "backend services use postgres-primary and -replica" },
  { from: "svc-identity", to: "redis", port: "redis", source: "backend services keep login state in redis" },
  {
    from: "ingress-controller",
    to: "svc-identity",
    port: "http",
    source: "our choice: the ingress that K3s ships is the API's entry",
  },
];
