/** The arithmetic behind docs/benchmarks.md. Does not prove that what is measured is what is meant. */
import { describe, expect, it } from "@jest/globals";
import { exponent, line, summarize } from "./statistics";

describe("summarize", () => {
  it("takes the middle of an odd number of values in any order", () => {
    expect(summarize([9, 1, 5])).toEqual({ median: 5, minimum: 1, maximum: 9 });
  });

  it("takes the mean of the middle two of an even number", () => {
    expect(summarize([10, 1, 2, 4]).median).toBe(3);
  });

  it("refuses to summarize nothing", () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});

const curve = (f: (x: number) => number) => [9, 18, 45, 90].map((x) => ({ x, y: f(x) }));

describe("line", () => {
  it("finds what is fixed and what each one more costs", () => {
    const { intercept, slope } = line(curve((x) => 4 + 0.25 * x));
    expect(intercept).toBeCloseTo(4);
    expect(slope).toBeCloseTo(0.25);
  });
});

describe("exponent", () => {
  it.each([
    [1, (x: number) => 3 * x],
    [2, (x: number) => 0.1 * x ** 2],
    [0.5, (x: number) => Math.sqrt(x)],
  ])("is %d where it grows so", (expected, f) => {
    expect(exponent(curve(f))).toBeCloseTo(expected);
  });

  it("is under 1 where a fixed part is shared by more and more", () => {
    expect(exponent(curve((x) => 10 + x))).toBeLessThan(1);
  });
});
