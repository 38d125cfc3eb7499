/** Which tools the words of the command line ask for. Does not prove that they can be had. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { wantedTools } from "./command-line";
import { CONTROL_PLANE_TOOLS, PULUMI_TOOLS } from "./tool-spec";
import { UserError } from "./user-error";

describe("npm run toolchain", () => {
  it.each([
    [[], [...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS]],
    [["pulumi"], PULUMI_TOOLS],
    [["lab"], CONTROL_PLANE_TOOLS],
    [
      ["lab", "pulumi", "lab"],
      [...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS],
    ],
    [["--help"], "help"],
    [["-h", "anything"], "help"],
  ])("takes %j", (words, wanted) => {
    expect(wantedTools(words)).toEqual(wanted);
  });

  it.each([
    [["pulumi", "labs"], 'set "labs" is unknown: choose from pulumi, lab, or name none for all'],
    [["constructor"], 'set "constructor" is unknown: choose from pulumi, lab, or name none for all'],
    [["--all"], "Unknown option '--all'; the only option is --help"],
  ])("refuses %j", (words, message) => {
    expect(() => wantedTools(words)).toThrow(new UserError(message));
  });
});

it("is asked by the workflows for what Pulumi needs, and for nothing of the lab", () => {
  const folder = join(__dirname, "../.github/workflows");
  const calls = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/npm run toolchain(?: -- (.*))?$/gm)].map(
      ([, words]) => [file, wantedTools(words?.split(" ") ?? [])] as const,
    ),
  );
  const expected = ["deploy-stack.yml", "drift.yml", "preview.yml"].map((file) => [file, PULUMI_TOOLS] as const);
  expect(calls.sort()).toEqual(expected);
});
