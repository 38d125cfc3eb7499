import { GROUP } from "../components/redis/names";
import { asKeeper, downAfterSeconds } from "../tests/redis/members";
import { ObservedRedis } from "../tests/redis/observed-redis";
import { MEMBERS } from "../tests/redis/redis-under-test";
import type { Progress } from "../toolchain/progress";
import { oneAtATime } from "./one-at-a-time";
import { type Measured, measureFaults } from "./sentinel-faults";
import { sentinelReport } from "./sentinel-report";

/** How often each is measured. */
const RUNS = 3;
/** What Sentinel's own example configuration has. */
const EXAMPLE_SECONDS = 60;

/** How long writes stop when the primary is lost, with the declared time and with that of the example, in turns. */
export function sentinelBenchmark(progress: Progress): Promise<string> {
  return oneAtATime(progress, async (signal) => {
    const observed = await progress.step("Start redis", () => ObservedRedis.start("bench-sentinel"));
    try {
      return await measure(observed, progress, signal);
    } finally {
      await progress.step("Remove redis", () => observed.dispose());
    }
  });
}

async function measure(observed: ObservedRedis, progress: Progress, signal: AbortSignal): Promise<string> {
  const declaredSeconds = await downAfterSeconds(observed.redis.access, "redis-0");
  const measured = new Map<number, Measured[]>([declaredSeconds, EXAMPLE_SECONDS].map((seconds) => [seconds, []]));
  for (let run = 1; run <= RUNS; run++) {
    for (const [seconds, runs] of measured) {
      signal.throwIfAborted();
      await callDownAfter(observed, seconds);
      const found = await progress.step(`down after ${seconds} s: run ${run} of ${RUNS}`, () =>
        measureFaults(observed),
      );
      progress.info(`    ${JSON.stringify(found)}`);
      runs.push(found);
    }
  }
  const runsOf = (seconds: number) => ({ downAfterSeconds: seconds, measured: measured.get(seconds)! });
  return sentinelReport(runsOf(declaredSeconds), runsOf(EXAMPLE_SECONDS));
}

/** Has all Sentinels call a server down after so many seconds of silence. */
async function callDownAfter({ redis }: ObservedRedis, seconds: number): Promise<void> {
  const set = ["SENTINEL", "SET", GROUP, "down-after-milliseconds", String(seconds * 1000)];
  for (const member of MEMBERS) {
    await asKeeper(redis.access, member, "sentinel", (connection) => connection.call(...set));
  }
}
