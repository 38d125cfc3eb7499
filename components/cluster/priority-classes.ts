import type { types } from "@pulumi/kubernetes";

/** Priority of mainnet's services. */
export const MAINNET_SERVICE_PRIORITY = "gx-mainnet-service";
/** Priority of everything in testnet: last, and never evicting anyone, because VPS-4 is an etcd voter of mainnet's cluster. */
export const TESTNET_PRIORITY = "gx-testnet";

/** The priority classes of the cluster by name. */
export const PRIORITY_CLASSES: Readonly<
  Record<string, Required<Pick<types.input.scheduling.v1.PriorityClass, "value" | "preemptionPolicy" | "description">>>
> = {
  [MAINNET_SERVICE_PRIORITY]: {
    value: 100_000,
    preemptionPolicy: "PreemptLowerPriority",
    description: "Mainnet's stateless services.",
  },
  [TESTNET_PRIORITY]: {
    value: 1_000,
    preemptionPolicy: "Never",
    description: "Everything in testnet: it may starve, mainnet may not.",
  },
};
