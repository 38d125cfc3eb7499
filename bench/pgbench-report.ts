import type { Synchronous } from "../components/postgres/settings";
import { VERSIONS } from "../images/postgres-ha/image";
import type { Throughput } from "./pgbench-run";
import { PLAIN } from "./plain-server";
import { spread, table } from "./report";
import { type Summary, summarize } from "./statistics";

/** Whom commits wait for: as the setting says, or in one plain server. */
export type Commits = Synchronous | typeof PLAIN;

/** One run. Runs of one kind stand in the order of their rounds. */
export interface Measured extends Throughput {
  readonly commits: Commits;
  readonly clients: number;
  /** Between members. */
  readonly roundTripMs: number;
}

const NAMES: Readonly<Record<Commits, string>> = {
  [PLAIN]: "one plain server",
  off: "`off`",
  on: "`on`",
  strict: "`strict`",
};

/** A table of all runs, and what they show about the setting. */
export function pgbenchReport(measured: readonly Measured[], rounds: number, seconds: number): string {
  const distances = distinct(measured.map(({ roundTripMs }) => roundTripMs));
  const kinds = distinct(measured.map(({ clients }) => clients)).flatMap((clients) =>
    (Object.keys(NAMES) as Commits[]).map((commits) => ({ commits, clients })),
  );
  const rows = kinds.map(({ commits, clients }) => [
    NAMES[commits],
    String(clients),
    ...distances.flatMap((roundTripMs) => {
      const runs = runsOf(measured, commits, clients, roundTripMs);
      return [
        spread(summarize(runs.map(({ transactionsPerSecond }) => transactionsPerSecond)), 0),
        commits === PLAIN ? "1" : spread(timesPlain(measured, commits, clients, roundTripMs), 3),
        spread(summarize(runs.map(({ latencyMs }) => latencyMs)), 1),
      ];
    }),
  ]);
  const header = distances.flatMap((ms) => [`A second at ${ms} ms`, "Times the plain server's", "Latency, ms"]);
  return [
    table(["Commits", "Clients", ...header], rows),
    `Transactions a second and their average latency: medians of ${rounds} runs of ${seconds} s, smallest and largest in ` +
      `parentheses. PostgreSQL ${VERSIONS.postgres} under Patroni ${VERSIONS.patroni}.`,
  ].join("\n\n");
}

/** How many times as many transactions a second as the plain server, round by round. */
export function timesPlain(
  measured: readonly Measured[],
  commits: Commits,
  clients: number,
  roundTripMs: number,
): Summary {
  const [runs, plain] = [commits, PLAIN].map((kind) => runsOf(measured, kind as Commits, clients, roundTripMs));
  return summarize(
    runs!.map(({ transactionsPerSecond }, round) => transactionsPerSecond / plain![round]!.transactionsPerSecond),
  );
}

function runsOf(
  measured: readonly Measured[],
  commits: Commits,
  clients: number,
  roundTripMs: number,
): readonly Measured[] {
  return measured.filter(
    (run) => run.commits === commits && run.clients === clients && run.roundTripMs === roundTripMs,
  );
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
