import { expect, it } from "@jest/globals";
import { selects } from "./label-selector";

const LABELS = { disk: "ssd", cores: "8" };

it.each([
  ["In", "disk", ["ssd", "hdd"], true],
  ["In", "disk", ["hdd"], false],
  ["In", "none", ["ssd"], false],
  ["NotIn", "disk", ["hdd"], true],
  ["NotIn", "disk", ["ssd"], false],
  ["NotIn", "none", ["ssd"], true],
  ["Exists", "disk", undefined, true],
  ["Exists", "none", undefined, false],
  ["DoesNotExist", "none", undefined, true],
  ["DoesNotExist", "disk", undefined, false],
  ["Gt", "cores", ["4"], true],
  ["Gt", "cores", ["8"], false],
  ["Gt", "none", ["4"], false],
  ["Lt", "cores", ["16"], true],
  ["Lt", "cores", ["8"], false],
  ["Lt", "none", ["4"], false],
  ["Is", "disk", ["ssd"], false],
])("%s %s %j: %s", (operator, key, values, selected) => {
  expect(selects({ matchExpressions: [{ key, operator, values }] }, LABELS)).toBe(selected);
});

it("no selector selects nothing, an empty one everything", () => {
  expect([selects(undefined, LABELS), selects({}, LABELS)]).toEqual([false, true]);
});
