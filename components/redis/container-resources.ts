import type { ResourceSpec } from "../shared/container-resources";

/** What a Sentinel takes, and the probes that run beside it. */
export const SENTINEL_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 20,
  cpuLimitMillicores: 200,
  memoryRequestMebibytes: 48,
  memoryLimitMebibytes: 96,
};

/** What the keeper takes, a Python program. */
export const KEEPER_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 20,
  cpuLimitMillicores: 200,
  memoryRequestMebibytes: 48,
  memoryLimitMebibytes: 96,
};

/** What the exporter takes, beside the server. */
export const EXPORTER_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 10,
  cpuLimitMillicores: 100,
  memoryRequestMebibytes: 32,
  memoryLimitMebibytes: 64,
};
