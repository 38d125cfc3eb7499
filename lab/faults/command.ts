import { setTimeout as sleep } from "node:timers/promises";

import { type Progress, progressTo } from "../../toolchain/progress";
import { ENDING_SIGNALS, UserError } from "../../toolchain/user-error";
import { healCommand, labCommand } from "../advice";
import { layoutOf } from "../lab";
import { howToAsk, isRealLab } from "../nodes/commands";
import { kubectlInside } from "../nodes/kubectl-inside";
import { openRealLab, type RealLab } from "../nodes/real-lab";
import { realLayout } from "../nodes/real-layout";
import { readRealState } from "../nodes/real-state";
import { findContainer, killContainer } from "./containers";
import { describeFault, type Fault, howToSee } from "./fault";
import { isInForce } from "./in-force";
import { durationIn, faultIn, type Names } from "./words";
import { beginFault, endAllFaults, endFault } from "./with-fault";

const POLL_MILLISECONDS = 200;

/**
 * `lab fault WORDS`: does a fault and holds it until it is interrupted, or for a time; or kills a container; or heals all.
 * @param holdFor such as 30s
 * @returns the exit code
 * @throws UserError on what can't be meant or done
 */
export async function runFault(words: readonly string[], name: string, holdFor?: string): Promise<number> {
  const lab = runningLab(name);
  const progress = progressTo(process.stdout);
  const [word, ...operands] = words;
  const milliseconds = holdFor === undefined ? undefined : durationIn(holdFor, "--for");
  if (word === "heal" || word === "kill") {
    if (milliseconds !== undefined) throw new UserError(`fault ${word} is done at once: it takes no --for`);
    return word === "heal" ? heal(lab, operands, progress) : kill(lab, operands);
  }
  const nodes = (readRealState(lab.layout)?.nodes ?? []).map((node) => node.name);
  const names: Names = { nodes, container: (given) => findContainer(kubectlInside(lab), given) };
  return hold(lab, await faultIn(words, names), progress, milliseconds);
}

async function hold(lab: RealLab, fault: Fault, progress: Progress, milliseconds = Infinity): Promise<number> {
  const { layout } = lab;
  let signal: NodeJS.Signals | undefined;
  const onSignal = (received: NodeJS.Signals) => void (signal ??= received);
  for (const ending of ENDING_SIGNALS) process.on(ending, onSignal);
  // Where its terminal is gone, what it says is of no use to anybody, and no reason not to heal.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    const record = await progress.step("Do the fault", () => beginFault(layout, fault, progress));
    const until = milliseconds === Infinity ? "until Ctrl-C" : `for ${milliseconds / 1000} s, or until Ctrl-C`;
    progress.info(
      `In force ${until}: ${describeFault(fault)}\n${howToAsk(lab)}  ${howToSee(fault)}\n` +
        `If this is killed: ${healCommand(layout.name)}`,
    );
    const endMs = Date.now() + milliseconds;
    while (!signal && Date.now() < endMs && isInForce(layout, record)) await sleep(POLL_MILLISECONDS);
    const healed = await progress.step("Heal", () => endFault(layout, record, progress));
    progress.info(
      healed ? `Healed. It was: ${describeFault(fault)}` : "It was healed by somebody else, or with the lab's end",
    );
    return 0;
  } finally {
    for (const ending of ENDING_SIGNALS) process.off(ending, onSignal);
  }
}

async function kill(lab: RealLab, operands: readonly string[]): Promise<number> {
  const [given] = operands;
  if (given === undefined || operands.length > 1) {
    throw new UserError(`it is fault kill NAMESPACE/POD[/CONTAINER]; got "${operands.join(" ")}"`);
  }
  const container = await findContainer(kubectlInside(lab), given);
  killContainer(lab.layout, container);
  process.stdout.write(
    `Killed: container ${container.name} on ${container.node}\n${howToAsk(lab)}` +
      "  lab get pods --all-namespaces   # RESTARTS, where its pod wants it started again\n",
  );
  return 0;
}

async function heal({ layout }: RealLab, operands: readonly string[], progress: Progress): Promise<number> {
  if (operands.length > 0)
    throw new UserError(`fault heal heals all, and takes no further words; got "${operands.join(" ")}"`);
  const healed = await progress.step("Heal", () => endAllFaults(layout, progress));
  progress.info(
    healed.map(({ fault }) => `Healed. It was: ${describeFault(fault)}`).join("\n") || "No fault was in force",
  );
  return 0;
}

/** @throws UserError where there is no lab with real nodes that runs */
function runningLab(name: string): RealLab {
  const lab = openRealLab(realLayout(layoutOf({ name })));
  if (lab) return lab;
  throw new UserError(
    isRealLab(name)
      ? `lab "${name}" does not run: start it (npm run lab -- up --nodes real --name ${name})`
      : `lab "${name}" has no real nodes, and faults are for these: see ${labCommand("status", name)}`,
  );
}
