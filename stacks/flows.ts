import { type ConfigProblem, suggestion } from "./config-error";
import type { DeployedSystem } from "./environment";
import type { Workload } from "./workload";

/** Ends of flows outside the environment's namespaces, and the TCP ports by which they may be called. */
export const OUTSIDE = {
  "ingress-controller": {},
  "kubernetes-api": { https: 6443 },
  internet: { https: 443 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;
/** Name of an end outside. */
export type OutsideName = keyof typeof OUTSIDE;

/** One permitted flow between two ends that the environment has. DNS is none of them: every pod has it. */
export interface Flow {
  /** A workload, or an end outside. */
  readonly from: string;
  /** A workload, or an end outside. */
  readonly to: string;
  /** TCP port of the callee. */
  readonly port: number;
  readonly why: string;
}

/** Whether an end of a flow lies outside the environment's namespaces. */
export function isOutside(name: string): name is OutsideName {
  return Object.hasOwn(OUTSIDE, name);
}

/** A flow as one of its ends declares it: the port has a name still, and the other end may not be there. */
interface DeclaredFlow extends Omit<Flow, "port"> {
  readonly port: string;
  /** Where it is declared, for messages. */
  readonly field: string;
}

/**
 * Every flow between ends that the environment has. One to or from a workload that it hasn't isn't a flow in it.
 *
 * Takes what {@link flowProblems} has nothing to say of: an undeclared port is left out.
 */
export function flowsOf(workloads: readonly Workload[]): readonly Flow[] {
  const present = new Set(workloads.map(({ name }) => name));
  const flows = declaredFlows(workloads)
    .filter(({ from, to }) => [from, to].every((end) => present.has(end) || isOutside(end)))
    .flatMap(({ from, to, port, why }) => {
      const number = portsOf(to, workloads)?.[port];
      return number === undefined ? [] : [{ from, to, port: number, why }];
    });
  const first = new Map(flows.map((flow) => [`${flow.from} ${flow.to} ${flow.port}`, flow]));
  return [...first.values()];
}

/** Calls to or from a workload that no system has, and calls to a port that its callee doesn't declare. */
export function flowProblems(systems: readonly DeployedSystem[], known: readonly string[]): readonly ConfigProblem[] {
  const workloads = systems.flatMap((system) => system.workloads);
  const names = [...known, ...Object.keys(OUTSIDE)];
  return declaredFlows(workloads).flatMap(({ field, from, to, port }): ConfigProblem[] => {
    const unknown = [from, to].find((end) => !names.includes(end));
    if (unknown !== undefined) {
      return [{ field, value: unknown, remedy: `no system has such a workload; ${suggestion(unknown, names)}` }];
    }
    const ports = portsOf(to, workloads);
    if (!ports || port in ports) return [];
    const declared = Object.keys(ports);
    const remedy = `${to} declares no such port; ${declared.length > 0 ? suggestion(port, declared) : "it has none"}`;
    return [{ field, value: port, remedy }];
  });
}

/** The ports of an end by name; `undefined` where the environment doesn't have it. */
function portsOf(name: string, workloads: readonly Workload[]): Readonly<Record<string, number>> | undefined {
  return isOutside(name) ? OUTSIDE[name] : workloads.find((workload) => workload.name === name)?.ports;
}

function declaredFlows(workloads: readonly Workload[]): readonly DeclaredFlow[] {
  return workloads.flatMap(({ name, calls = [], calledBy = [] }) => [
    ...calls.flatMap(({ to, port, why }, index) =>
      to.map((callee) => ({ field: `workloads.${name}.calls[${index}]`, from: name, to: callee, port, why })),
    ),
    ...calledBy.flatMap(({ from, port, why }, index) =>
      from.map((caller) => ({ field: `workloads.${name}.calledBy[${index}]`, from: caller, to: name, port, why })),
    ),
  ]);
}
