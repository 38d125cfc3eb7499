import type { types } from "@pulumi/kubernetes";
import { cpuQuantity, sizeQuantity } from "../shared/quantities";

/** What all pods of a namespace may ask for together. */
export interface NamespaceQuota {
  readonly cpuRequestMillicores: number;
  readonly memoryRequestMebibytes: number;
  readonly memoryLimitMebibytes: number;
  readonly pods: number;
}

/** Spec of the quota: above all it keeps testnet from starving etcd on the node that they share. */
export function resourceQuota(quota: NamespaceQuota): types.input.core.v1.ResourceQuotaSpec {
  return {
    hard: {
      "requests.cpu": cpuQuantity(quota.cpuRequestMillicores),
      "requests.memory": sizeQuantity(quota.memoryRequestMebibytes),
      "limits.memory": sizeQuantity(quota.memoryLimitMebibytes),
      pods: String(quota.pods),
      "services.nodeports": "0",
      "services.loadbalancers": "0",
    },
  };
}

/** Spec of the limits that a container gets which states none: small, so that forgetting costs the forgetful. */
export function defaultLimits(): types.input.core.v1.LimitRangeSpec {
  return {
    limits: [
      {
        type: "Container",
        defaultRequest: { cpu: "50m", memory: "64Mi" },
        default: { cpu: "250m", memory: "256Mi" },
      },
    ],
  };
}
