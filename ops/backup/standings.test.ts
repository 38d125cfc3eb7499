/** When a backup counts as fresh and proven for the change gate, and what is said where it doesn't. */
import { describe, expect, it } from "@jest/globals";
import type { Job } from "./kubernetes-types";
import { standingOf } from "./standings";
import { job, NOW, onlySource, REDIS_DUMP, REDIS_TEST, runs } from "./testing";

function standing(...jobs: readonly Job[]) {
  const source = onlySource(REDIS_DUMP, REDIS_TEST);
  return standingOf("mainnet", source, runs(source, jobs), NOW);
}
const COMMAND = (command: string) => `npm run ops -- backup ${command} --stack mainnet --source redis-dump`;
const BACKUP = job(REDIS_DUMP, "b", 120, 3);

describe("a source", () => {
  it("has a fresh proven backup where the newest was restored since", () => {
    expect(standing(BACKUP, job(REDIS_TEST, "t", 60, 2))).toMatchObject({
      ...{ source: "redis-dump", namespace: "backend-mainnet", covers: ["redis"], isFreshlyProven: true },
    });
  });

  it("has one, too, where an older one that is still young was", () => {
    expect(standing(BACKUP, job(REDIS_TEST, "t", 60, 2), job(REDIS_DUMP, "c", 30, 3)).isFreshlyProven).toBe(true);
  });

  it.each<[string, readonly Job[], string, readonly string[]]>([
    [
      "its test began before the backup had ended",
      [BACKUP, job(REDIS_TEST, "t", 118, 2)],
      "the newest backup is 2 h old, of 6 h, none was restored since it was made",
      ["verify"],
    ],
    [
      "what was restored is too old",
      [job(REDIS_DUMP, "a", 700, 3), job(REDIS_TEST, "t", 460, 2), BACKUP],
      "the newest backup is 2 h old, of 6 h, the newest that was restored since it was made is 11 h 40 min old",
      ["verify"],
    ],
    [
      "the last restore failed",
      [BACKUP, job(REDIS_TEST, "t", 60, 2), job(REDIS_TEST, "u", 30, 2, "BackoffLimitExceeded")],
      "the newest backup is 2 h old, of 6 h, its restore test u failed",
      ["verify"],
    ],
    [
      "the newest is too old",
      [job(REDIS_DUMP, "a", 361, 3), job(REDIS_TEST, "t", 300, 2)],
      "the newest backup is 6 h 1 min old, of 6 h, the newest that was restored since it was made is 6 h 1 min old",
      ["now", "verify"],
    ],
    ["there is none", [], "no backup whose Job is still known, none was restored since it was made", ["now", "verify"]],
  ])("has none where %s", (_why, jobs, told, commands) => {
    const found = standing(...jobs);
    expect([found.isFreshlyProven, found.standing]).toEqual([false, told]);
    expect(found.remedy).toBe(commands.map(COMMAND).join(", then "));
  });
});
