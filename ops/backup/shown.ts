const MINUTES_AN_HOUR = 60;
const HOURS_A_DAY = 24;
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Whole minutes for people: `45 min`, `6 h`, `6 h 5 min`, `3 d 2 h`. */
export function shownMinutes(minutes: number): string {
  const hours = Math.floor(minutes / MINUTES_AN_HOUR);
  const days = Math.floor(hours / HOURS_A_DAY);
  if (days >= 2) return parts([days, "d"], [hours % HOURS_A_DAY, "h"]);
  return parts([hours, "h"], [minutes % MINUTES_AN_HOUR, "min"]);
}

/** Seconds for people: `12 s`, and from two minutes on as {@link shownMinutes}. */
export function shownSeconds(seconds: number): string {
  return seconds < 120 ? `${Math.round(seconds)} s` : shownMinutes(Math.floor(seconds / 60));
}

/** A moment, to the minute, in UTC: `2026-11-30 12:00`. */
export function shownMoment(moment: Date): string {
  return moment.toISOString().slice(0, 16).replace("T", " ");
}

/** Bytes for people: `512 B`, `1.2 MiB`. */
export function shownBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** The first number and the second, each left out where it is 0; the last one stays where both are. */
function parts(...all: readonly (readonly [number, string])[]): string {
  const told = all.filter(([number]) => number > 0);
  return (told.length > 0 ? told : all.slice(-1)).map(([number, unit]) => `${number} ${unit}`).join(" ");
}
