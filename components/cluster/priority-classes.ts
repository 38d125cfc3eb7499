import type { types } from "@pulumi/kubernetes";

/** Priority of what holds mainnet's data: a service's rollout must never evict a database. */
export const MAINNET_DATA_PRIORITY = "gx-mainnet-data";
/** Priority of mainnet's stateless services. */
export const MAINNET_SERVICE_PRIORITY = "gx-mainnet-service";
/** Priority of what holds testnet's data. */
export const TESTNET_DATA_PRIORITY = "gx-testnet-data";
/** Priority of testnet's stateless services. Testnet never evicts anyone, because VPS-4 is an etcd voter of mainnet's cluster. */
export const TESTNET_SERVICE_PRIORITY = "gx-testnet";

/** The priority classes of the cluster by name, highest first. A pod that names none has priority 0. */
export const PRIORITY_CLASSES: Readonly<
  Record<string, Required<Pick<types.input.scheduling.v1.PriorityClass, "value" | "preemptionPolicy" | "description">>>
> = {
  [MAINNET_DATA_PRIORITY]: {
    value: 200_000,
    preemptionPolicy: "PreemptLowerPriority",
    description: "What holds mainnet's data.",
  },
  [MAINNET_SERVICE_PRIORITY]: {
    value: 100_000,
    preemptionPolicy: "PreemptLowerPriority",
    description: "Mainnet's stateless services.",
  },
  [TESTNET_DATA_PRIORITY]: {
    value: 2_000,
    preemptionPolicy: "Never",
    description: "What holds testnet's data: it may starve, mainnet may not.",
  },
  [TESTNET_SERVICE_PRIORITY]: {
    value: 1_000,
    preemptionPolicy: "Never",
    description: "Testnet's services: they may starve, mainnet may not.",
  },
};
