import { faultsInForce, faultsReport } from "../lab/faults/in-force";
import type { ProbePod } from "./probe-pods";
import { FaultCommand } from "./fault-command";
import { type PodNetwork, podNetworks, seeArrivals } from "./pod-networks";
import type { Subject } from "./subject";

/** The command that holds a fault: ended by each signal it heals; killed it doesn't, and another heals. */
export async function heldFaults({ lab, kubectl, pods: probes, progress }: Subject): Promise<void> {
  const { layout } = lab;
  const pods = await podNetworks(layout, kubectl, probes);
  const [a, b] = pods;
  if (!a || !b) throw new Error("it takes two nodes");
  const isCut = (from: PodNetwork, to: PodNetwork) => ![from, to].every((one) => one === a || one === b);
  const seeCut = () => seeArrivals(pods, isCut);
  const seeHealed = async () => {
    if (faultsInForce(layout).length > 0) throw new Error(`it isn't healed: ${faultsReport(layout)}`);
    await seeArrivals(pods, () => true);
  };
  await progress.step(
    "cuts whose commands get SIGINT, SIGTERM and SIGHUP, and one for a time, are healed",
    async () => {
      const commands = await Promise.all([held(a, b), held(a, b), held(a, b)]);
      await seeCut();
      const timed = FaultCommand.start(layout, "cut", a.node, b.node, "--for", "1s").endWith(0);
      const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
      await Promise.all([timed, ...signals.map((signal, index) => commands[index]?.endBy(signal, 0))]);
      await seeHealed();
    },
  );
  await progress.step("a cut whose command is killed stays, and is listed, until all is healed", async () => {
    const command = await held(a, b);
    await command.endBy("SIGKILL", "SIGKILL");
    await seeCut();
    const report = faultsReport(layout);
    if (!/was killed: npm run lab -- fault heal/.test(report)) throw new Error(`it is listed as: ${report}`);
    await FaultCommand.start(layout, "heal").endWith(0);
    await seeHealed();
  });

  async function held(one: ProbePod, other: ProbePod): Promise<FaultCommand> {
    const command = FaultCommand.start(layout, "cut", one.node, other.node);
    await command.says("In force");
    return command;
  }
}
