import { parseArgs } from "node:util";

import { UserError } from "../toolchain/user-error";

/** How often something is killed at random, unless it says otherwise. */
const ROUNDS = 3;

/** What `npm run drill -- --help` prints. */
export const HELP = `Usage: npm run drill -- DRILL [--rounds N] [--seed N] [--help]

Exercises of minutes on this machine, as root, that no change has to pass: each says what it sees, and leaves nothing.
  nodes   four real nodes: pods, connections, names and volumes on each, no way off the machine, a full volume, killed
          services, a lost node, and, N times each, a start and a running lab killed at random points; then nothing
          may be left
  faults  four real nodes: each fault bites while it is in force and is gone afterwards, also where its command is
          interrupted or killed; then, with a fault in force, it is stopped and nothing may be left

  --rounds N   with nodes: how often something is killed at random (default: ${ROUNDS})
  --seed N     with nodes: repeats an earlier run's random points; each run prints its own
  --help       this text
`;

/** The drills there are. */
export const DRILLS = ["nodes", "faults"] as const;

/** What the command line asks for. */
export interface WantedDrill {
  readonly drill: (typeof DRILLS)[number];
  readonly rounds: number;
  readonly seed: number;
}

/**
 * The words of the command line.
 * @param randomSeed is taken where none is given
 * @returns "help" where they ask for that
 * @throws UserError unless a drill is named, and numbers are numbers
 */
export function wantedDrill(words: readonly string[], randomSeed: number): WantedDrill | "help" {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, rounds: { type: "string" }, seed: { type: "string" } },
  });
  if (values.help) return "help";
  const drill = DRILLS.find((name) => name === positionals.join(" "));
  if (!drill) {
    throw new UserError(`name a drill: npm run drill -- ${DRILLS.join("|")}; got "${positionals.join(" ")}"`);
  }
  return { drill, rounds: numberIn("rounds", values.rounds, ROUNDS), seed: numberIn("seed", values.seed, randomSeed) };
}

function numberIn(option: string, given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(given))
    throw new UserError(`--${option} ${given} is no number: give one, such as --${option} 5`);
  return Number(given);
}
