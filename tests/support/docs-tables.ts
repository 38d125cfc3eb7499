import { imageReference } from "../../components/shared/images";
import { type EnvironmentSpec, workloadsOf } from "../../stacks/environment";
import { flowsOf } from "../../stacks/flows";
import type { Placement } from "../../stacks/workload";

/** Rows of the table of workloads: a row for each workload that any of the environments has. */
export function workloadRows(environments: readonly EnvironmentSpec[]): readonly (readonly string[])[] {
  return inAny(environments, ({ systems }) =>
    systems.flatMap(({ system, workloads }) =>
      workloads.map((workload) => [`${system.name} ${workload.name}`, workload] as const),
    ),
  ).map(([key, workload]) => [
    ...key.split(" "),
    environments.map((environment) => `${replicasIn(environment, workload.name)}`).join(" / "),
    list(Object.entries(workload.ports).map(([name, port]) => `${name} ${port}`)),
    inWords(workload.placement),
    workload.priority,
    list((workload.volumes ?? []).map(({ name, sizeMebibytes }) => `${name} ${sizeMebibytes} MiB`)),
    workload.quorum?.group ?? "–",
    list(Object.values(workload.images).map(imageReference)),
  ]);
}

/** Rows of the table of systems: what each is, and which environments have it. */
export function systemRows(environments: readonly EnvironmentSpec[]): readonly (readonly string[])[] {
  return inAny(environments, ({ systems }) => systems.map(({ system }) => [system.name, system] as const)).map(
    ([name, system]) => [
      name,
      system.description,
      list(
        environments
          .filter(({ systems }) => systems.some((deployed) => deployed.system.name === name))
          .map((environment) => environment.name),
      ),
    ],
  );
}

/** Rows of the table of flows: a row for each callee, port and reason, of all environments together. */
export function flowRows(environments: readonly EnvironmentSpec[]): readonly (readonly string[])[] {
  const callers = new Map<string, string[]>();
  for (const { from, to, port, why } of environments.flatMap((environment) => flowsOf(workloadsOf(environment)))) {
    const key = JSON.stringify([from === to ? `${to} (its own pods)` : to, port, why]);
    callers.set(key, [...new Set([...(callers.get(key) ?? []), from])]);
  }
  return [...callers].map(([key, from]) => {
    const [to, port, why] = JSON.parse(key) as [string, number, string];
    return [from.join(", "), to, String(port), why];
  });
}

/** What any environment has under a key, in the order in which it first comes. */
function inAny<T>(
  environments: readonly EnvironmentSpec[],
  of: (environment: EnvironmentSpec) => readonly (readonly [string, T])[],
): readonly (readonly [string, T])[] {
  const found = new Map<string, T>();
  for (const [key, value] of environments.flatMap(of)) {
    if (!found.has(key)) found.set(key, value);
  }
  return [...found];
}

function replicasIn(environment: EnvironmentSpec, name: string): number {
  return workloadsOf(environment).find((workload) => workload.name === name)?.replicas ?? 0;
}

function inWords(placement: Placement): string {
  return placement.on === "server"
    ? placement.server
    : placement.on === "environment"
      ? "environment's nodes"
      : placement.on;
}

function list(parts: readonly string[]): string {
  return parts.join(", ") || "–";
}
