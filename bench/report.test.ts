/** How numbers get into docs/benchmarks.md. Does not prove that they are right. */
import { describe, expect, it, jest } from "@jest/globals";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { UserError } from "../toolchain/user-error";
import { spread, table, verdict, withSection } from "./report";

/** Generous: Prettier is a process of its own. */
jest.setTimeout(60_000);

const BEGIN = "<!-- begin growth: written by npm run bench -- growth -->";
const END = "<!-- end growth -->";

describe("table", () => {
  it("is laid out as Prettier would", () => {
    const text = table(
      ["What", "s"],
      [
        ["with policies, and more", "1"],
        ["–", "10.25 (1–2)"],
      ],
    );
    const prettier = path.resolve(__dirname, "../node_modules/prettier/bin/prettier.cjs");
    const formatted = execFileSync(process.execPath, [prettier, "--parser=markdown"], {
      input: text,
      encoding: "utf8",
    });
    expect(`${text}\n`).toBe(formatted);
  });
});

it("writes a median with its spread", () => {
  expect(spread({ median: 2, minimum: 1.234, maximum: 3.999 })).toBe("2.00 (1.23–4.00)");
});

it("says that a goal was missed", () => {
  expect(verdict("at most 1", "2", false)).toBe("Goal: at most 1. Measured: 2. **Missed.**");
});

describe("withSection", () => {
  it("replaces what stands between the markers, and nothing else", () => {
    const text = `prose\n\n${BEGIN}\n\nold\n\n${END}\n\n<!-- end preview -->\n`;
    expect(withSection(text, "growth", "\nnew\n")).toBe(`prose\n\n${BEGIN}\n\nnew\n\n${END}\n\n<!-- end preview -->\n`);
  });

  it("gives the same text for the same section", () => {
    const once = withSection(`${BEGIN}${END}`, "growth", "new");
    expect(withSection(once, "growth", "new")).toBe(once);
  });

  it("replaces that of a benchmark or of a drill where both have the same name", () => {
    const drill = BEGIN.replace("npm run bench", "npm run drill");
    const both = `${BEGIN}\n\nbenchmark\n\n${END}\n${drill}\n\ndrill\n\n${END}\n`;
    expect(withSection(both, "growth", "new")).toBe(both.replace("benchmark\n\n", "new\n\n"));
    expect(withSection(both, "growth", "new", "drill")).toBe(both.replace("\ndrill\n", "\nnew\n"));
  });

  it.each([
    ["no marker", "prose"],
    [
      "another one's begin before its end",
      `${BEGIN}\n<!-- begin preview: written by npm run bench -- preview -->\n${END}`,
    ],
    ["no end", BEGIN],
    ["the wrong order", `${END}\n${BEGIN}`],
    ["the section twice", `${BEGIN}${END}${BEGIN}${END}`],
    ["another benchmark's end", `${BEGIN}\n<!-- end preview -->`],
  ])("refuses a text with %s", (_what, text) => {
    expect(() => withSection(text, "growth", "new")).toThrow(UserError);
  });
});
