/** How long there was no answer. That pods ask so is seen by `npm run drill -- nodes`. */
import { expect, it } from "@jest/globals";

import { longestSilenceSeconds, questionsIn } from "./dns-questions";

const silence = (...lines: string[]) => longestSilenceSeconds(questionsIn(`${lines.join("\n")}\n`));

it("is counted from one answer to the next, over all that were lost in between", () => {
  expect(silence("10.00 10.25 answered", "10.25 12.25 silent", "12.25 14.25 silent", "14.25 14.75 answered")).toBe(4.5);
});

it("is counted before the first answer and after the last one, too", () => {
  expect(silence("10 12 silent", "12 13 answered", "13 14 answered")).toBe(3);
  expect(silence("10 11 answered", "11 13 silent", "13 15 silent")).toBe(4);
});

it("is all the time where nothing was answered", () => {
  expect(silence("10 12 silent", "12 14 silent")).toBe(4);
});
