/** What is read from a job's last words. That jobs run is seen when the benchmark does. */
import { expect, it } from "@jest/globals";
import { numberIn } from "./declared-jobs";

it("reads a number", () => {
  expect(numberIn({ result: "done", repositoryBytes: 0 }, "repositoryBytes")).toBe(0);
});

it.each([{}, { repositoryBytes: "700" }])("refuses %j, which has no such number, by the field's name", (outcome) => {
  expect(() => numberIn(outcome, "repositoryBytes")).toThrow(/outcome\.repositoryBytes is .*not a number/);
});
