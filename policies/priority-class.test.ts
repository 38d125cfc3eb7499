/**
 * Proves the exact message for pods of each kind without a priority class.
 * Does not prove that the class exists, nor that its value is right: the API server refuses one that doesn't.
 */
import { describe, expect, it } from "@jest/globals";
import { priorityClass } from "./priority-class";
import { UNKNOWN, VALID_SERVICE, validWorkload, withField, WORKLOAD_KINDS } from "./testing/fixtures";
import { judge } from "./testing/judgement";

describe.each(WORKLOAD_KINDS)("priority-class in $type", ({ type, template }) => {
  const field = `${template}spec.priorityClassName`;

  it("accepts a class", async () => {
    expect(await judge(priorityClass, validWorkload(type))).toEqual({ violations: [] });
  });

  it.each([undefined, ""])("refuses %j", async (name) => {
    expect(await judge(priorityClass, withField(validWorkload(type), field, name))).toEqual({
      violations: [
        `${type.split(":")[2]} backend-mainnet/svc-identity: ${field} ${name === undefined ? "is not set" : 'is ""'}; ` +
          "name a priority class, without one the pod runs at 0 and yields to every other.",
      ],
    });
  });

  it("reports one that is unknown", async () => {
    expect(await judge(priorityClass, withField(validWorkload(type), field, UNKNOWN))).toEqual({
      violations: [],
      advisory: `string value at .${field} can't be known during preview`,
    });
  });
});

it("asks nothing of what runs no pods", async () => {
  expect(await judge(priorityClass, VALID_SERVICE)).toEqual({ violations: [] });
});
