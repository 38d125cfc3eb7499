/** Which tools the words of the command line ask for. Does not prove that they can be had. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
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

it("is asked by the workflows for what Pulumi needs; for the lab only where tests run", () => {
  const read = (file: string) => readFileSync(join(__dirname, "../.github", file), "utf8");
  const { inputs } = parse(read("actions/prepare/action.yml")) as { inputs: { tools: { default: string } } };
  expect(wantedTools(inputs.tools.default.split(" "))).toEqual(PULUMI_TOOLS);
  const asked = readdirSync(join(__dirname, "../.github/workflows")).flatMap((file) =>
    [...read(`workflows/${file}`).matchAll(/^ +tools: (.*)$/gm)].map(([, words]) => words),
  );
  expect(new Set(asked)).toEqual(new Set(['""', "pulumi lab"]));
});
