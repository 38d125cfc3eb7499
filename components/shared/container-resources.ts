import type { types } from "@pulumi/kubernetes";
import { cpuQuantity, sizeQuantity } from "./quantities";

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
    requests: { cpu: cpuQuantity(spec.cpuRequestMillicores), memory: sizeQuantity(spec.memoryRequestMebibytes) },
    limits: { cpu: cpuQuantity(spec.cpuLimitMillicores), memory: sizeQuantity(spec.memoryLimitMebibytes) },
  };
}
