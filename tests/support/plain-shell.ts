import type { WorkloadShellArgs } from "../../components/workload/workload-shell";

/** The shell of a spread workload of several pods in mainnet that nobody calls and that calls nobody, unless `changed` says so. */
export function plainShell(name: string, changed: Partial<WorkloadShellArgs> = {}): WorkloadShellArgs {
  return {
    environment: "mainnet",
    namespace: "backend-mainnet",
    gates: [],
    workload: { name, component: "test" },
    needsBudget: true,
    priorityClassName: "gx-mainnet-service",
    placement: { placement: "environment", nodeRole: "primary", hasRevisionsSideBySide: true },
    annotations: {},
    runtimeLabels: [],
    callers: [],
    callees: [],
    ...changed,
  };
}
