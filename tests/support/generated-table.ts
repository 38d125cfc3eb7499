import { readFileSync, writeFileSync } from "node:fs";

const END = "<!-- end of the generated table -->";

/** A table in Markdown. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(headings), `|${headings.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/**
 * The text of a page as it is, and as it should be with `table` between its markers; written where goldens are updated.
 *
 * @param name as the page's marker gives it
 */
export function withGeneratedTable(file: string, name: string, table: string): { actual: string; expected: string } {
  const begin = `<!-- generated from ${name} by npm run golden:update -->`;
  const text = readFileSync(file, "utf8");
  if (!text.includes(begin) || !text.includes(END)) throw new Error(`${file} has no markers "${begin}" and "${END}"`);
  const [before = "", rest = ""] = text.split(begin);
  const after = rest.slice(rest.indexOf(END) + END.length);
  const expected = `${before}${begin}\n\n${table}\n\n${END}${after}`;
  if (process.env.GX_UPDATE_GOLDEN === "1") writeFileSync(file, expected);
  return { actual: readFileSync(file, "utf8"), expected };
}
