/** Which rows may be lost with everything. */
import { expect, it } from "@jest/globals";

import { lossOf } from "./loss";

const WRITTEN = ["1", "2", "4", "5"];

it("counts the newest rows that weren't archived", () => {
  expect(lossOf(WRITTEN, 2, ["5", "4"])).toEqual({ archived: 2, later: 2, lost: 2 });
  expect(lossOf(WRITTEN, 2, ["5"])).toEqual({ archived: 2, later: 2, lost: 1 });
  expect(lossOf(WRITTEN, 4, [])).toEqual({ archived: 4, later: 0, lost: 0 });
});

it("takes no archived row for lost, and no row before one that is there", () => {
  expect(() => lossOf(WRITTEN, 3, ["4", "5"])).toThrow("row 4 is lost, and was archived");
  expect(() => lossOf(WRITTEN, 1, ["2", "5"])).toThrow("row 2 is lost, and row 4 after it is not");
});
