import { NO_CLIENTS } from "../client-pods";
import type { ReplicatedSystem, Scenario, Subject } from "./scenario";

const DRAIN_SECONDS = 300;

/** Each member's node in turn is drained, as for maintenance, and taken back; the next one comes once all is well again. */
export const drain: Scenario<ReplicatedSystem> = {
  name: "drain",
  summary: "each member's node is drained and taken back, one after another",
  async run(subject) {
    const { system } = subject;
    for (const member of system.members) await drainOne(subject, await system.nodeOf(member));
  },
};

async function drainOne({ system, writesGoOn }: Subject<ReplicatedSystem>, node: string): Promise<void> {
  const { kubectl } = system;
  // What nobody would start again elsewhere, and what is in memory alone, goes too.
  const flags = ["--ignore-daemonsets", "--delete-emptydir-data", "--force", `--pod-selector=${NO_CLIENTS}`];
  try {
    await kubectl.run(["drain", node, ...flags, `--timeout=${DRAIN_SECONDS}s`], "", DRAIN_SECONDS);
    await writesGoOn();
  } finally {
    await kubectl.run(["uncordon", node]);
  }
  await system.isWell();
}
