import { podSpecOf } from "./pod-spec-of";
import { is, objectPolicy } from "./verdict";

/**
 * Every pod names a priority class. One without runs at the priority of the default class, which the cluster doesn't have:
 * at 0, below testnet's, so that a rollout on a full node could evict a database for it.
 *
 * Severity: high. Source: mainnet and testnet share an etcd quorum and, in part, nodes; priorities decide who yields.
 * Remedy: set priorityClassName to one of components/cluster/priority-classes.ts.
 */
export const priorityClass = objectPolicy(
  {
    name: "priority-class",
    description: "Every pod names its priority class, so that none runs at priority 0 by omission.",
    severity: "high",
    framework: {
      name: "GX topology",
      version: "1",
      reference: "priorities",
      specification: "Testnet may starve, mainnet may not",
    },
    remediationSteps: "Set priorityClassName to one of the classes in components/cluster/priority-classes.ts.",
  },
  (object, check) => {
    const pod = podSpecOf(object);
    if (!pod) return;
    check(() => {
      const name = pod.spec.priorityClassName;
      if (name) return undefined;
      return {
        field: `${pod.specField}.priorityClassName`,
        found: is(name),
        remedy: "name a priority class, without one the pod runs at 0 and yields to every other",
      };
    });
  },
);
