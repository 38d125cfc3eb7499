/** Proves the arithmetic on the forms that Kubernetes documents. That the API server reads them alike is not shown here. */
import { describe, expect, it } from "@jest/globals";
import { billionthsOf } from "./quantity";

const ONE = 1_000_000_000n;

describe("a quantity", () => {
  it.each<[string | number, bigint]>([
    ["0", 0n],
    ["1", ONE],
    [2, 2n * ONE],
    [0.5, ONE / 2n],
    ["0.5", ONE / 2n],
    [".5", ONE / 2n],
    ["5.", 5n * ONE],
    ["+1", ONE],
    ["-1", -ONE],
    ["1n", 1n],
    ["1u", 1_000n],
    ["700m", 700_000_000n],
    ["0.7", 700_000_000n],
    ["1k", 1_000n * ONE],
    ["1M", 1_000_000n * ONE],
    ["1G", 10n ** 9n * ONE],
    ["1T", 10n ** 12n * ONE],
    ["1P", 10n ** 15n * ONE],
    ["1E", 10n ** 18n * ONE],
    ["1e3", 1_000n * ONE],
    ["1E3", 1_000n * ONE],
    ["12E-1", 1_200_000_000n],
    ["1Ki", 1024n * ONE],
    ["1.5Ki", 1536n * ONE],
    ["1Mi", 1024n ** 2n * ONE],
    ["1Gi", 1024n ** 3n * ONE],
    ["1Ti", 1024n ** 4n * ONE],
    ["1Pi", 1024n ** 5n * ONE],
    ["1Ei", 1024n ** 6n * ONE],
    ["0.1n", 1n],
    ["1.5n", 2n],
  ])("%j is read exactly", (quantity, billionths) => {
    expect(billionthsOf(quantity)).toBe(billionths);
  });

  it.each(["", ".", "Mi", "1 Mi", "1mi", "1K", "384MB", "1e", "1Mie3", "a", "1e3Mi", "--1", "0x10", NaN, Infinity])(
    "%j is none",
    (text) => {
      expect(billionthsOf(text)).toBeUndefined();
    },
  );
});
