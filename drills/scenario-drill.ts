import { environmentFacts } from "../bench/environment-facts";
import type { RealLab } from "../lab/nodes/real-lab";
import { DEFAULT_TIME_BUDGET } from "../stacks/failover-time-budget";
import type { Progress } from "../toolchain/progress";
import { withDeployedLab } from "./deployed-lab";
import type { ObservedSystem } from "./observed-system";
import type { Outcome } from "./outcome";
import { oneMinuteLoad, writeDrillSection } from "./report-file";
import { withScenario } from "./scenario-report";
import type { ReplicatedSystem, Scenario } from "./scenarios/scenario";

/**
 * Of all that looks at a system again and again, the slowest: Patroni. What was mended is well right after such a look, so that the next
 * round would always happen then; rounds are spread evenly over the time until the next one.
 */
const LOOP_SECONDS = DEFAULT_TIME_BUDGET.loopWaitSeconds;

/** Scenarios of one system, and how often each is to happen. */
export interface ScenarioDrill<System extends ReplicatedSystem> {
  /** Of the drill, and of its section of the report. */
  readonly name: string;
  /** All that there are, in their order. */
  readonly all: readonly Scenario<System>[];
  /** The names of those that are asked for. */
  readonly wanted: readonly string[];
  readonly rounds: number;
  observe(lab: RealLab): Promise<ObservedSystem<System>>;
}

/**
 * Deploys mainnet onto a lab with real nodes once, has each scenario happen on it so often, and writes what came of it to
 * docs/benchmarks.md as soon as a scenario is done.
 * @param early once aborted, somebody else deletes the lab
 * @throws Error with the first thing that is not as it should be, after the lab was deleted
 */
export function drillScenarios<System extends ReplicatedSystem>(
  drill: ScenarioDrill<System>,
  progress: Progress,
  early: AbortSignal,
): Promise<void> {
  return withDeployedLab(progress, early, async (lab) => {
    const observed = await progress.step("Start the clients", () => drill.observe(lab));
    try {
      for (const scenario of drill.all.filter(({ name }) => drill.wanted.includes(name))) {
        await measure(drill, scenario, observed, progress);
      }
    } finally {
      await observed.stop();
    }
  });
}

async function measure<System extends ReplicatedSystem>(
  { name, all, rounds }: ScenarioDrill<System>,
  scenario: Scenario<System>,
  observed: ObservedSystem<System>,
  progress: Progress,
): Promise<void> {
  const outcomes: Outcome[] = [];
  const before = oneMinuteLoad();
  for (let round = 1; round <= rounds; round++) {
    const delaySeconds = ((round - 0.5) / rounds) * LOOP_SECONDS;
    const outcome = await progress.step(`${scenario.name}: ${round} of ${rounds}`, () =>
      observed.through(scenario, delaySeconds),
    );
    const { secondsWithoutWrites, acknowledged, lost } = outcome;
    progress.info(`    ${secondsWithoutWrites.toFixed(2)} s without writes, ${lost} of ${acknowledged} lost`);
    outcomes.push(outcome);
  }
  const measured = { outcomes, load: { before, after: oneMinuteLoad() } };
  const facts = environmentFacts(`npm run drill -- ${name}`);
  writeDrillSection(name, (old) => `${withScenario(old, all, scenario, measured)}\n\n${facts}`);
}
