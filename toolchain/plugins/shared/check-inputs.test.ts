/** Checking a resource's inputs against what a stand-in covers. Does not prove anything of a real type's own rules. */
import { describe, expect, it } from "@jest/globals";
import { checkInputs } from "./check-inputs";
import { secret, UNKNOWN } from "./property-values";
import type { ResourceType } from "./resource-type";

const type: ResourceType = {
  inputs: { length: "number", names: "list", label: "string", options: "map", on: "boolean" },
  required: ["length"],
  refused: { files: "files are not covered" },
  replacedBy: [],
  validate: ({ length }) => (length === 13 ? [{ property: "length", reason: "13 is unlucky" }] : []),
  preview: (inputs) => inputs,
  create: () => Promise.reject(new Error("not here")),
  update: () => Promise.reject(new Error("not here")),
  delete: () => Promise.reject(new Error("not here")),
};
const check = (inputs: Record<string, unknown>) => checkInputs(type, inputs, "Install the official one.");

describe("checkInputs", () => {
  it("accepts right values, secret ones, unknown ones, and what the engine adds for itself", () => {
    expect(check({ length: 1, names: [], label: secret("a"), options: {}, on: UNKNOWN, __defaults: [] })).toEqual([]);
  });

  it.each([
    [
      { length: 1, lenght: 2 },
      "lenght",
      `"lenght" is not a property that this stand-in knows. Install the official one.`,
    ],
    [{ length: 1, files: [] }, "files", "files are not covered. Install the official one."],
    [{}, "length", `"length" is missing and required`],
    [{ length: "1" }, "length", `"length" must be a number, not a string`],
    [{ length: 1, names: {} }, "names", `"names" must be a list, not a map`],
    [{ length: secret(13) }, "length", "13 is unlucky"],
  ])("refuses %j at %s", (inputs, property, reason) => {
    expect(check(inputs)).toEqual([{ property, reason }]);
  });
});
