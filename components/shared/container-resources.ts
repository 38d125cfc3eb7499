import type { types } from "@pulumi/kubernetes";

/** Requests and limits of one pod, or of its one container. */
export interface ResourceSpec {
  readonly cpuRequestMillicores: number;
  readonly cpuLimitMillicores: number;
  readonly memoryRequestMebibytes: number;
  readonly memoryLimitMebibytes: number;
}

/** As a container states them. */
export function containerResources(spec: ResourceSpec): types.input.core.v1.ResourceRequirements {
  return {
    requests: { cpu: `${spec.cpuRequestMillicores}m`, memory: `${spec.memoryRequestMebibytes}Mi` },
    limits: { cpu: `${spec.cpuLimitMillicores}m`, memory: `${spec.memoryLimitMebibytes}Mi` },
  };
}
