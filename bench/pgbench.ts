import { setTimeout as pause } from "node:timers/promises";
import { DatabaseUnderTest } from "../tests/postgres/database-under-test";
import type { Progress } from "../toolchain/progress";
import { replicasAreAsDeclared, switchTo } from "./commit-modes";
import { type MemberRelay, startMemberRelay } from "./member-relay";
import { oneAtATime } from "./one-at-a-time";
import { type Measured, pgbenchReport } from "./pgbench-report";
import { preparePgbench, runPgbench } from "./pgbench-run";
import { PLAIN, startPlainServer } from "./plain-server";

/** Round trips between members. */
const ROUND_TRIPS_MS = [0, 100] as const;
const CLIENTS = [1, 8] as const;
const MODES = ["off", "on", "strict"] as const;
const ROUNDS = 3;
const SECONDS = 5;

interface Run {
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/**
 * How many transactions a second the database commits as commits wait for nobody or for a second member, near and far, against
 * one plain server. To be run in `OWN_NETWORK`.
 */
export function pgbenchBenchmark(progress: Progress): Promise<string> {
  return oneAtATime(progress, async (signal) => {
    const measured: Measured[] = [];
    for (const roundTripMs of ROUND_TRIPS_MS) {
      progress.info(`── with a round trip of ${roundTripMs} ms between members`);
      measured.push(...(await atDistance({ progress, signal }, roundTripMs)));
    }
    return pgbenchReport(measured, ROUNDS, SECONDS);
  });
}

async function atDistance(run: Run, roundTripMs: number): Promise<readonly Measured[]> {
  // The relay would cost something even where it held nothing back.
  const relay = roundTripMs > 0 ? await startMemberRelay(roundTripMs) : undefined;
  try {
    const database = await run.progress.step("Start three members and a plain server", () =>
      started(`pgbench-${roundTripMs}`, relay),
    );
    try {
      return await inTurns(run, database, roundTripMs);
    } finally {
      await run.progress.step("Remove them", () => database.dispose());
    }
  } finally {
    await relay?.close();
  }
}

async function started(name: string, relay: MemberRelay | undefined): Promise<DatabaseUnderTest> {
  const database = await DatabaseUnderTest.start(name, { altered: relay?.altered });
  try {
    await database.update();
    await database.isWell();
    const leader = database.leader!;
    await startPlainServer(database, leader);
    for (const pod of [PLAIN, leader]) await preparePgbench(database, pod);
    return database;
  } catch (error) {
    await database.dispose();
    throw error;
  }
}

/** Measures all in turns, so that what else the machine does falls on all of them. The first round isn't counted. */
async function inTurns(
  { progress, signal }: Run,
  database: DatabaseUnderTest,
  roundTripMs: number,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const commits of [PLAIN, ...MODES] as const) {
      signal.throwIfAborted();
      const leader = database.leader!;
      if (commits !== PLAIN) await switchTo(database, leader, commits);
      const heading = `${commits}: ${round === 0 ? "warming up" : `run ${round} of ${ROUNDS}`}`;
      await progress.step(heading, async (detail) => {
        for (const clients of CLIENTS) {
          detail(`${clients} clients`);
          const seconds = round === 0 ? 2 : SECONDS;
          const running = runPgbench(database, commits === PLAIN ? PLAIN : leader, clients, seconds);
          const [throughput] = await Promise.all([running, midway(seconds, database, leader, commits, roundTripMs)]);
          if (round > 0) measured.push({ commits, clients, roundTripMs, ...throughput });
        }
      });
    }
  }
  signal.throwIfAborted();
  return measured;
}

/** Looks while the primary is written to whether the replicas are as declared: what was measured means nothing otherwise. */
async function midway(
  seconds: number,
  database: DatabaseUnderTest,
  leader: string,
  commits: (typeof MODES)[number] | typeof PLAIN,
  roundTripMs: number,
): Promise<void> {
  if (commits === PLAIN) return;
  await pause((seconds * 1000) / 4);
  await replicasAreAsDeclared(database, leader, commits, roundTripMs, seconds / 2);
}
