/** Whole lines out of pieces of output. Proves nothing of where they are shown. */
import { expect, it } from "@jest/globals";
import { LineSplitter } from "./line-splitter";

it("gives whole lines, each stream for itself, and the rest at the end", () => {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  splitter.add("stdout", "one\ntw");
  splitter.add("stderr", "oops");
  splitter.add("stdout", "o\n\n");
  expect(lines).toEqual(["one", "two", ""]);
  splitter.end();
  expect(lines).toEqual(["one", "two", "", "oops"]);
});
