/**
 * Which schedules are read, when they run, and how far apart. That Kubernetes starts a job then is not shown here.
 */
import { describe, expect, it } from "@jest/globals";
import { type CronSchedule, longestIntervalMinutes, parseCronSchedule, runTogether } from "./cron-schedule";

const HOUR = 60;
const DAY = 24 * HOUR;

function schedule(text: string): CronSchedule {
  const parsed = parseCronSchedule(text);
  if (!parsed) throw new Error(`${text} was not read`);
  return parsed;
}

describe("is read", () => {
  it.each<[string, readonly number[]]>([
    ["0 2 * * *", [120]],
    ["30 3 * * 0", [210]],
    ["0 */6 * * *", [0, 360, 720, 1080]],
    ["5,35 1-2 * * *", [65, 95, 125, 155]],
    ["0-10/5 0 * * *", [0, 5, 10]],
  ])("%s", (text, minutes) => {
    expect(schedule(text).minutes).toEqual(minutes);
  });

  it.each([
    "",
    "daily",
    "@daily",
    "0 2 * *",
    "0 2 * * * *",
    "0  2 * * *",
    " 0 2 * * *",
    "0 2 * * *\n",
    "TZ=UTC 0 2 * * *",
    "0 24 * * *",
    "60 2 * * *",
    "0 2 0 * *",
    "0 2 32 * *",
    "0 2 * 13 *",
    "0 2 * * 7",
    "0 2 * * SUN",
    "0 2 * * 5-2",
    "0 */0 * * *",
    "0 2/3 * * *",
    "0 -2 * * *",
    "0 2,, * * *",
    "? ? ? ? ?",
    "1e1 2 * * *",
  ])("not %j", (text) => {
    expect(parseCronSchedule(text)).toBeUndefined();
  });
});

describe("days", () => {
  const runsOn = (text: string, day: string) => schedule(text).runsOn(new Date(`${day}T00:00:00Z`));

  it.each<[string, string, boolean]>([
    ["0 2 * * 0", "2026-11-29", true],
    ["0 2 * * 0", "2026-11-30", false],
    ["0 2 1 * *", "2026-12-01", true],
    ["0 2 * 12 *", "2026-11-30", false],
    // Of two that both restrict, either is enough; a step over all days restricts too.
    ["0 2 1 * 0", "2026-11-29", true],
    ["0 2 1 * 0", "2026-12-01", true],
    ["0 2 1 * 0", "2026-12-02", false],
    ["0 2 */2 * 1", "2026-11-30", true],
    ["0 2 */1 * 1", "2026-12-01", false],
  ])("%s on %s: %s", (text, day, runs) => {
    expect(runsOn(text, day)).toBe(runs);
  });
});

describe("the longest interval", () => {
  it.each<[readonly string[], number]>([
    [["* * * * *"], 1],
    [["0 * * * *"], HOUR],
    [["0 2 * * *"], DAY],
    [["0 2 * * 0"], 7 * DAY],
    [["0 2 * * 1-6"], 2 * DAY],
    [["0 2 * * 0", "0 2 * * 1-6"], DAY],
    [["0 2 * * 0", "0 5 * * 1-6"], DAY + 3 * HOUR],
    [["0 2,3 * * *"], 23 * HOUR],
    [["0 0 1 * *"], 31 * DAY],
    // From one leap day to the next.
    [["0 0 29 2 *"], 1461 * DAY],
    [["0 0 31 4 *"], Infinity],
    [[], Infinity],
  ])("of %j is %d minutes", (texts, minutes) => {
    expect(longestIntervalMinutes(texts.map(schedule))).toBe(minutes);
  });

  it("is what one finds by asking minute after minute", () => {
    const texts = ["7 3 */5 * *", "40 22 * * 3", "0 12 1-7 * *"];
    const schedules = texts.map(schedule);
    let [longest, last] = [0, 0];
    const begin = Date.UTC(2024, 0, 1);
    for (let minute = 0; minute < 366 * DAY; minute++) {
      const day = new Date(begin + Math.floor(minute / DAY) * DAY * 60_000);
      if (!schedules.some((one) => one.minutes.includes(minute % DAY) && one.runsOn(day))) continue;
      if (last > 0) longest = Math.max(longest, minute - last);
      last = minute;
    }
    expect(longestIntervalMinutes(schedules)).toBe(longest);
  });
});

describe("running together", () => {
  it.each<[string, string, boolean]>([
    ["0 2 * * 0", "0 2 * * 1-6", false],
    ["0 2 * * 0", "0 2 * * *", true],
    ["0 2 * * 0", "30 2 * * *", false],
    ["0 2 1 * *", "0 2 * * 0", true],
  ])("%s and %s: %s", (one, other, together) => {
    expect(runTogether(schedule(one), schedule(other))).toBe(together);
  });
});
