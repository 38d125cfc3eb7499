import { setTimeout as pause } from "node:timers/promises";
import { waitUntil } from "../lab/wait";
import { type DatabaseUnderTest, SERVER } from "../tests/postgres/database-under-test";
import type { ObservedDatabase } from "../tests/postgres/observed-database";
import { POSTMASTER } from "../tests/postgres/processes";
import { WAIT_SECONDS } from "../tests/support/bare-lab";
import { callPatroni } from "./call-patroni";

/** What is measured, in this order: three times without writes, and a time until all is well again. */
export const MEASURES = [
  "planned switchover",
  "postmaster killed",
  "member lost",
  "lost member streams again",
] as const;
/** One of {@link MEASURES}. */
export type Measure = (typeof MEASURES)[number];
/** Seconds of each. */
export type Measured = Readonly<Record<Measure, number>>;

/** Longer than an answer that is on its way when its server is killed. */
const IN_FLIGHT_MS = 500;

/**
 * Does to a database that is well, one after another, what is measured, and leaves it well.
 * @param secondsAfterRenewal how long after a renewal of the lease each comes: what is left of the lease decides how long
 *   a loss takes
 */
export async function measureFaults(observed: ObservedDatabase, secondsAfterRenewal: number): Promise<Measured> {
  const { database } = observed;
  const { pods } = database;
  const outage = (fault: (leader: string) => Promise<void> | void) =>
    secondsWithoutWrites(observed, secondsAfterRenewal, fault);

  const planned = await outage(async (leader) => {
    await callPatroni(database, "POST", "/switchover", { leader });
  });
  await database.isWell();

  const killed = await outage((leader) => void pods.kill(leader, SERVER, POSTMASTER));
  await database.isWell();

  let lostMember = "";
  const lost = await outage((leader) => pods.killHard((lostMember = leader), { keepDown: true }));
  const broughtUpAt = Date.now();
  pods.bringUp(lostMember);
  await streams(database, lostMember);
  const again = (Date.now() - broughtUpAt) / 1000;
  await database.isWell();

  return {
    "planned switchover": planned,
    "postmaster killed": killed,
    "member lost": lost,
    "lost member streams again": again,
  };
}

async function secondsWithoutWrites(
  { database, writer }: ObservedDatabase,
  secondsAfterRenewal: number,
  fault: (leader: string) => Promise<void> | void,
): Promise<number> {
  const { renewed } = database.view.lease;
  await waitUntil("the lease to be renewed", WAIT_SECONDS, () => database.view.lease.renewed !== renewed || "not yet");
  await pause(secondsAfterRenewal * 1000);
  const since = Date.now();
  await fault(database.leader!);
  await pause(IN_FLIGHT_MS);
  await writer.oneMore();
  return writer.longestGapSeconds(since);
}

/** Waits until a replica streams, as the primary's server has it: Patroni tells of it up to a loop later. */
async function streams(database: DatabaseUnderTest, member: string): Promise<void> {
  const query = `SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name = '${member}'`;
  await waitUntil(`${member} to stream`, WAIT_SECONDS, async () => {
    return (await database.sql(database.leader!, query)) === "1" || "not yet";
  });
}
