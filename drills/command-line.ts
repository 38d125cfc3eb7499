import { parseArgs } from "node:util";

import { UserError } from "../toolchain/user-error";
import { POSTGRES_SCENARIOS } from "./postgres/scenarios";
import { REDIS_SCENARIOS } from "./redis/scenarios";

/** What can be said of a scenario before it happens. */
interface NamedScenario {
  readonly name: string;
  readonly summary: string;
}

/** A drill, as far as the command line knows it. */
interface Drill {
  readonly summary: readonly string[];
  /** How often something is done, unless the words say otherwise. */
  readonly rounds?: number;
  /** Which there are, of which some may be asked for. */
  readonly scenarios?: readonly NamedScenario[];
}

/** The drills there are. */
export const DRILLS = {
  nodes: {
    rounds: 3,
    summary: [
      "four real nodes: pods, connections, names and volumes on each, no way off the machine, a full volume, killed",
      "services, a lost node, and, N times each, a start and a running lab killed at random points; then nothing",
      "may be left",
    ],
  },
  faults: {
    summary: [
      "four real nodes: each fault bites while it is in force and is gone afterwards, also where its command is",
      "interrupted or killed; then, with a fault in force, it is stopped and nothing may be left",
    ],
  },
  postgres: {
    rounds: 5,
    scenarios: POSTGRES_SCENARIOS,
    summary: [
      "mainnet on four real nodes, with a client that writes rows from a pod throughout. Each scenario, or those named,",
      "happens N times: seconds without an acknowledged row and rows lost go into docs/benchmarks.md. Before and after",
      "each, one takes writes and two stream from it, one of them synchronously; two never take writes at once",
    ],
  },
  redis: {
    rounds: 5,
    scenarios: REDIS_SCENARIOS,
    summary: [
      "the same with redis, and a client that writes keys, each of which counts once a replica has it: seconds without one",
      "and keys lost. Before and after each, one is primary to all, with two replicas that may take over",
    ],
  },
  backup: {
    summary: [
      "mainnet on four real nodes: each declared backup is made and restored in pods, by the commands for backups; then",
      "all members of the database lose their volumes while a client writes, and it comes back from the repository. Seconds",
      "and rows lost go into docs/benchmarks.md",
    ],
  },
  reachability: {
    summary: [
      "mainnet on four real nodes: pods of every workload ask at every port of all pods and Services, on their own node and",
      "others: exactly the declared flows take connections; who may call the internet reaches no server",
    ],
  },
} as const satisfies Readonly<Record<string, Drill>>;
/** One of {@link DRILLS}. */
export type DrillName = keyof typeof DRILLS;

/** What `npm run drill -- --help` prints. */
export const HELP = `Usage: npm run drill -- DRILL [SCENARIO…] [--rounds N] [--seed N] [--help]

Exercises of minutes on this machine, as root, that no change has to pass: each says what it sees, and leaves nothing.
${Object.entries<Drill>(DRILLS).map(described).join("")}
  --rounds N   how often (default: ${inWords()})
  --seed N     with nodes: repeats an earlier run's random points; each run prints its own
  --help       this text
`;

/** What the command line asks for. */
export interface WantedDrill {
  readonly drill: DrillName;
  /** 0 where the drill has none. */
  readonly rounds: number;
  readonly seed: number;
  /** The names of its scenarios, in their order; empty where the drill has none. */
  readonly scenarios: readonly string[];
}

/**
 * The words of the command line.
 * @param randomSeed is taken where none is given
 * @returns "help" where they ask for that
 * @throws UserError unless a drill is named, with scenarios of its own, and numbers are numbers
 */
export function wantedDrill(words: readonly string[], randomSeed: number): WantedDrill | "help" {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, rounds: { type: "string" }, seed: { type: "string" } },
  });
  if (values.help) return "help";
  const [name = "", ...scenarios] = positionals;
  if (!isDrill(name)) {
    throw new UserError(`name a drill: npm run drill -- ${Object.keys(DRILLS).join("|")}; got "${name}"`);
  }
  const drill: Drill = DRILLS[name];
  return {
    drill: name,
    rounds: numberIn("rounds", values.rounds, drill.rounds ?? 0, 1),
    seed: numberIn("seed", values.seed, randomSeed),
    scenarios: scenariosIn(name, drill, scenarios),
  };
}

function isDrill(name: string): name is DrillName {
  return Object.hasOwn(DRILLS, name);
}

function scenariosIn(drill: string, { scenarios = [] }: Drill, given: readonly string[]): readonly string[] {
  const all = scenarios.map(({ name }) => name);
  const unknown = given.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    const known = all.length > 0 ? `there are ${all.join(", ")}` : "it has none";
    throw new UserError(`drill ${drill} has no scenario "${unknown}": ${known}`);
  }
  return given.length === 0 ? all : all.filter((name) => given.includes(name));
}

function numberIn(option: string, given: string | undefined, otherwise: number, least = 0): number {
  if (given === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(given) || Number(given) < least)
    throw new UserError(`--${option} ${given} is no number from ${least}: give one, such as --${option} 5`);
  return Number(given);
}

function described([name, { summary, scenarios = [] }]: [string, Drill]): string {
  const lines = summary.map((line, index) => `  ${(index === 0 ? name : "").padEnd(12)}  ${line}\n`);
  const width = Math.max(...scenarios.map((scenario) => scenario.name.length));
  return [...lines, ...scenarios.map((one) => `                ${one.name.padEnd(width)}  ${one.summary}\n`)].join("");
}

function inWords(): string {
  return Object.entries<Drill>(DRILLS)
    .flatMap(([name, { rounds }]) => (rounds === undefined ? [] : [`${rounds} with ${name}`]))
    .join(", ");
}
