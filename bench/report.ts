import { UserError } from "../toolchain/user-error";
import type { Summary } from "./statistics";

/** A table in Markdown, its columns as wide as their widest cell, as Prettier lays it out. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0), 3));
  const row = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [row(header), row(widths.map((width) => "-".repeat(width))), ...rows.map(row)].join("\n");
}

/** `1.23 (1.20–1.31)`: the median, and from the smallest to the largest. */
export function spread({ median, minimum, maximum }: Summary, digits = 2): string {
  return `${median.toFixed(digits)} (${minimum.toFixed(digits)}–${maximum.toFixed(digits)})`;
}

/** A goal, what came of it, and whether it was met. */
export function verdict(goal: string, measured: string, met: boolean): string {
  return `Goal: ${goal}. Measured: ${measured}. **${met ? "Met" : "Missed"}.**`;
}

/**
 * The text with the section of that name replaced: all between its two markers.
 *
 * @param section takes the place of the old one, or makes it of the old one
 * @param script by which it is written
 * @throws UserError where the text doesn't hold the section once, from its begin to its end
 */
export function withSection(
  text: string,
  name: string,
  section: string | ((old: string) => string),
  script: "bench" | "drill" = "bench",
): string {
  const begin = `<!-- begin ${name}: written by npm run ${script} -- ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const [before, rest, ...more] = text.split(begin);
  // A benchmark and a drill of one name end alike: this one's end is the first after its begin.
  const [old, ...after] = (rest ?? "").split(end);
  if (
    before === undefined ||
    old === undefined ||
    after.length === 0 ||
    more.length > 0 ||
    old.includes("<!-- begin ")
  ) {
    throw new UserError(`the report must hold ${begin} once, and ${end} after it before another one begins`);
  }
  const written = typeof section === "string" ? section : section(old);
  return `${before}${begin}\n\n${written.trim()}\n\n${end}${after.join(end)}`;
}
