import { z } from "zod";
import type { EnvironmentName } from "../../components/shared/labels";
import type { EnvironmentSpec } from "../../stacks/environment";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import type { System } from "../../stacks/system";
import { SYSTEMS } from "../../stacks/systems";
import type { Workload } from "../../stacks/workload";
import { committedSettings } from "./stack-file";

/** A workload of one plain pod, as far as a test doesn't say otherwise. */
export function plainWorkload(workload: Partial<Workload> & Pick<Workload, "name">): Workload {
  return {
    component: "test",
    namespace: "backend",
    controller: "Deployment",
    replicas: 1,
    setting: `gx:${workload.name}`,
    images: {},
    ports: {},
    resources: {
      cpuRequestMillicores: 10,
      cpuLimitMillicores: 10,
      memoryRequestMebibytes: 16,
      memoryLimitMebibytes: 16,
    },
    priority: "service",
    placement: { on: "environment" },
    ...workload,
  };
}

/** A system of these workloads, without settings, that deploys nothing. */
export function plainSystem(name: string, workloads: readonly Workload[], others: Partial<System> = {}): System {
  return {
    name,
    description: "for a test",
    settings: z.strictObject({}).default({}),
    workloadNames: workloads.map((workload) => workload.name),
    workloads: () => workloads,
    deploy: () => ({ hands: undefined }),
    ...others,
  };
}

/**
 * The committed environment with more systems than there are.
 *
 * @param secretSections names of the settings that hold a secret
 */
export function environmentWith(
  environment: EnvironmentName,
  systems: readonly System[],
  settings: Readonly<Record<string, unknown>> = {},
  secretSections: readonly string[] = [],
): EnvironmentSpec {
  const all = { ...committedSettings(environment), ...settings };
  return parseEnvironment(environment, all, SERVERS, [...SYSTEMS, ...systems], secretSections);
}
