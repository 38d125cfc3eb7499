import { VERSIONS } from "../images/redis/image";
import type { Client, Outcome } from "../tests/redis/observed-redis";
import { spread, table, verdict } from "./report";
import { type Fault, FAULTS, type Measured } from "./sentinel-faults";
import { summarize } from "./statistics";

/** All runs with the same time after which Sentinels call a server down. */
export interface SentinelRuns {
  readonly downAfterSeconds: number;
  readonly measured: readonly Measured[];
}

/** Seconds that the medians stay below, with the declared time. */
const GOAL_SECONDS = 8;
const CLIENTS: Readonly<Record<Client, string>> = { waiting: "`WAIT 1`", plain: "no `WAIT`" };

/** The benchmark's section. */
export function sentinelReport(declared: SentinelRuns, slow: SentinelRuns): string {
  const clients = Object.keys(CLIENTS) as Client[];
  const rows = FAULTS.flatMap((fault) =>
    clients.map((client) => [
      fault,
      CLIENTS[client],
      ...[declared, slow].flatMap((runs) => [spread(seconds(runs, fault, client)), lostOf(runs, fault, client)]),
    ]),
  );
  const column = ({ downAfterSeconds }: SentinelRuns) => `Seconds, down after ${downAfterSeconds} s`;
  const waited = [declared, slow].flatMap((runs) => FAULTS.flatMap((fault) => outcomes(runs, fault, "waiting")));
  const lost = sum(waited, "lost");
  return [
    table(["Fault", "Client", column(declared), "Keys lost", column(slow), "Keys lost"], rows),
    `Medians of ${declared.measured.length} runs each, smallest and largest in parentheses. Valkey ${VERSIONS.valkey}.`,
    ...FAULTS.map((fault) => {
      const found = seconds(declared, fault, "waiting");
      return verdict(`${fault}: less than ${GOAL_SECONDS} s`, `${spread(found)} s`, found.median < GOAL_SECONDS);
    }),
    verdict("no key is lost that a replica confirmed", `${lost} of ${sum(waited, "acknowledged")}`, lost === 0),
  ].join("\n\n");
}

function outcomes({ measured }: SentinelRuns, fault: Fault, client: Client): readonly Outcome[] {
  return measured.map((run) => run[fault][client]);
}

function seconds(runs: SentinelRuns, fault: Fault, client: Client) {
  return summarize(outcomes(runs, fault, client).map(({ secondsWithoutWrites }) => secondsWithoutWrites));
}

function lostOf(runs: SentinelRuns, fault: Fault, client: Client): string {
  const found = outcomes(runs, fault, client);
  return `${sum(found, "lost")} of ${sum(found, "acknowledged")}`;
}

function sum(found: readonly Outcome[], field: "lost" | "acknowledged"): number {
  return found.reduce((total, outcome) => total + outcome[field], 0);
}
