import type { Synchronous } from "../components/postgres/settings";
import { waitUntil } from "../lab/wait";
import type { DatabaseUnderTest } from "../tests/postgres/database-under-test";
import { callPatroni } from "./call-patroni";

/** How long the members may take to do as they are told. */
const WAIT_SECONDS = 120;

/** A replica as the primary sees it. */
export interface Replica {
  /** `sync` where commits wait for it. */
  readonly sync_state: string;
  /** From the write here until the answer that the replica has written it; null where nothing was written lately. */
  readonly write_lag_ms: number | null;
}

/** Has commits wait as a mode says, by Patroni's own configuration, and waits until they do. */
export async function switchTo(database: DatabaseUnderTest, leader: string, mode: Synchronous): Promise<void> {
  const change = { synchronous_mode: mode !== "off", synchronous_mode_strict: mode === "strict" };
  await callPatroni(database, "PATCH", "/config", change);
  await database.isWell(mode !== "off");
  await replicasAreAsDeclared(database, leader, mode, 0, WAIT_SECONDS);
}

/**
 * Waits until the primary sees both replicas as the mode and the distance say. It tells how late a replica answers only from
 * time to time, while it is written to.
 * @throws UserError with what is wrong where it doesn't come true in that time
 */
export function replicasAreAsDeclared(
  database: DatabaseUnderTest,
  leader: string,
  mode: Synchronous,
  roundTripMs: number,
  seconds: number,
): Promise<void> {
  return waitUntil(`replicas as ${mode} and ${roundTripMs} ms between them say`, seconds, async () => {
    const problems = replicaProblems(await replicasOf(database, leader), mode, roundTripMs);
    return problems.length === 0 || problems.join("; ");
  });
}

/** The replicas as the primary sees them now. */
async function replicasOf(database: DatabaseUnderTest, leader: string): Promise<readonly Replica[]> {
  const rows = await database.sql(
    leader,
    `SELECT coalesce(json_agg(json_build_object('sync_state', sync_state,
       'write_lag_ms', extract(epoch FROM write_lag) * 1000)), '[]') FROM pg_stat_replication WHERE state = 'streaming'`,
  );
  return JSON.parse(rows) as readonly Replica[];
}

/** What of two replicas is not as the mode and the declared distance say. A distance of 0 asks for no answer's delay. */
export function replicaProblems(
  replicas: readonly Replica[],
  mode: Synchronous,
  roundTripMs: number,
): readonly string[] {
  const states = replicas.map(({ sync_state }) => sync_state).sort();
  const wanted = mode === "off" ? ["async", "async"] : ["async", "sync"];
  const stateProblems =
    JSON.stringify(states) === JSON.stringify(wanted)
      ? []
      : [`replicas are ${states.join(" and ") || "not there"} where ${mode} asks for ${wanted.join(" and ")}`];
  const tooNear = replicas.filter(({ write_lag_ms }) => roundTripMs > 0 && (write_lag_ms ?? 0) < roundTripMs);
  return [
    ...stateProblems,
    ...tooNear.map(({ write_lag_ms }) => `a replica answers after ${write_lag_ms ?? "no"} ms, not ${roundTripMs}`),
  ];
}
