import { type ReplicatedSystem, type Scenario, takenOver } from "./scenario";

/** The primary's pod is deleted, as by a hand or an eviction: it hands over before it ends. */
export const gracefulDelete: Scenario<ReplicatedSystem> = {
  name: "graceful-delete",
  summary: "the primary's pod is deleted, with its grace period",
  async run(subject) {
    const { system, leader } = subject;
    await system.kubectl.run(["delete", "pod", leader, `--namespace=${system.namespace}`, "--wait=false"]);
    await takenOver(subject);
  },
};
