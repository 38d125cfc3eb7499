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

/** Several containers of a pod, as one. */
export function together(...parts: readonly ResourceSpec[]): ResourceSpec {
  const sum = (of: (part: ResourceSpec) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    cpuRequestMillicores: sum((part) => part.cpuRequestMillicores),
    cpuLimitMillicores: sum((part) => part.cpuLimitMillicores),
    memoryRequestMebibytes: sum((part) => part.memoryRequestMebibytes),
    memoryLimitMebibytes: sum((part) => part.memoryLimitMebibytes),
  };
}

/** Several containers of a pod of which one runs after the other, as one. */
export function inTurn(...parts: readonly ResourceSpec[]): ResourceSpec {
  const most = (of: (part: ResourceSpec) => number) => Math.max(...parts.map(of));
  return {
    cpuRequestMillicores: most((part) => part.cpuRequestMillicores),
    cpuLimitMillicores: most((part) => part.cpuLimitMillicores),
    memoryRequestMebibytes: most((part) => part.memoryRequestMebibytes),
    memoryLimitMebibytes: most((part) => part.memoryLimitMebibytes),
  };
}
