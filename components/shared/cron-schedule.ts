/** When something runs again and again, as a CronJob's five fields say it, in UTC. */
export interface CronSchedule {
  /** The minutes of a day at which it runs, counted from midnight, ascending. */
  readonly minutes: readonly number[];
  /** Whether it runs on a day. */
  runsOn(day: Date): boolean;
}

/** A field of a schedule: which numbers it may hold. */
interface Field {
  readonly least: number;
  readonly most: number;
}

const MINUTE: Field = { least: 0, most: 59 };
const HOUR: Field = { least: 0, most: 23 };
const DAY_OF_MONTH: Field = { least: 1, most: 31 };
const MONTH: Field = { least: 1, most: 12 };
const DAY_OF_WEEK: Field = { least: 0, most: 6 };

/** One part of a field's list: `*`, a number or a range, and a step after the first and the last. */
const PART = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/;

const MINUTES_A_DAY = 1440;
/** Weekdays and leap years come again after 28 years: what doesn't happen within them never does. */
const CYCLE_DAYS = 28 * 365 + 7;
const CYCLE: readonly Date[] = Array.from({ length: CYCLE_DAYS }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)));

/**
 * Reads five fields of numbers, `*`, lists, ranges and steps: the part of what Kubernetes takes that reads the same
 * everywhere. `undefined` for anything else, names, time zones and `@daily` among it.
 */
export function parseCronSchedule(text: string): CronSchedule | undefined {
  const parts = text.split(" ");
  if (parts.length !== 5) return undefined;
  const [minute, hour, dayOfMonth, month, dayOfWeek] = [MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK].map(
    (field, index) => numbersOf(parts[index]!, field),
  );
  if (!minute || !hour || !dayOfMonth || !month || !dayOfWeek) return undefined;
  // Where neither says "any", either is enough: as cron has it since the seventies.
  const eitherDay = !isAny(parts[2]!) && !isAny(parts[4]!);
  return {
    minutes: hour.flatMap((h) => minute.map((m) => h * 60 + m)),
    runsOn(day) {
      const days = [dayOfMonth.includes(day.getUTCDate()), dayOfWeek.includes(day.getUTCDay())];
      return month.includes(day.getUTCMonth() + 1) && (eitherDay ? days.some(Boolean) : days.every(Boolean));
    },
  };
}

/** The longest time in minutes from one run to the next, of several schedules together; infinite where none ever runs. */
export function longestIntervalMinutes(schedules: readonly CronSchedule[]): number {
  const days = daysOf(schedules);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return Infinity;
  // What comes after the last day is the first one again.
  const next = [...days.slice(1), { ...first, index: first.index + CYCLE_DAYS }];
  return Math.max(
    ...days.map(({ index, runs }, which) => {
      const overnight = (next[which]!.index - index) * MINUTES_A_DAY - runs.last + next[which]!.runs.first;
      return Math.max(runs.longestPause, overnight);
    }),
  );
}

/** Whether two schedules ever run at the same minute. */
export function runTogether(one: CronSchedule, other: CronSchedule): boolean {
  return (
    one.minutes.some((minute) => other.minutes.includes(minute)) &&
    CYCLE.some((day) => one.runsOn(day) && other.runsOn(day))
  );
}

/** The runs of a day, in minutes. */
interface DayRuns {
  readonly first: number;
  readonly last: number;
  readonly longestPause: number;
}

/** The days of the cycle on which any of the schedules runs. */
function daysOf(schedules: readonly CronSchedule[]): readonly { readonly index: number; readonly runs: DayRuns }[] {
  const known = new Map<string, DayRuns>();
  return CYCLE.flatMap((day, index) => {
    const running = schedules.filter((schedule) => schedule.runsOn(day));
    if (running.length === 0) return [];
    const key = schedules.map((schedule) => running.includes(schedule)).join();
    const runs = known.get(key) ?? runsOf(running);
    known.set(key, runs);
    return [{ index, runs }];
  });
}

function runsOf(schedules: readonly CronSchedule[]): DayRuns {
  const minutes = [...new Set(schedules.flatMap((schedule) => schedule.minutes))].sort((a, b) => a - b);
  const pauses = minutes.slice(1).map((minute, index) => minute - minutes[index]!);
  return { first: minutes[0]!, last: minutes.at(-1)!, longestPause: Math.max(0, ...pauses) };
}

function numbersOf(text: string, { least, most }: Field): readonly number[] | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const match = PART.exec(part);
    if (!match) return undefined;
    const [from, to, step] = match.slice(1).map((digits) => (digits === undefined ? undefined : Number(digits)));
    // A step after a single number is read in two ways.
    if (step !== undefined && from !== undefined && to === undefined) return undefined;
    const [begin, end] = [from ?? least, to ?? from ?? most];
    if (begin < least || end > most || begin > end || step === 0) return undefined;
    for (let number = begin; number <= end; number += step ?? 1) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

function isAny(text: string): boolean {
  return text.split(",").some((part) => part === "*" || part === "*/1");
}
