/** Which runs count, and when they end. */
import { describe, expect, it } from "@jest/globals";
import { setTimeout as pause } from "node:timers/promises";
import { silent } from "../toolchain/progress";
import { inTurns, timed } from "./in-turns";

const recorder = () => {
  const ran: string[] = [];
  return { ran, variants: { one: async () => ran.push("one"), other: async () => ran.push("other") } };
};
const uninterrupted = { progress: silent, signal: new AbortController().signal };

describe("inTurns", () => {
  it("runs the variants in turns, gives what each found, and doesn't count the first round", async () => {
    const { ran, variants } = recorder();
    const found = await inTurns(uninterrupted, 2, variants);
    expect(ran).toEqual(["one", "other", "one", "other", "one", "other"]);
    // Each finds how many there are then.
    expect(found).toEqual({ one: [3, 5], other: [4, 6] });
  });

  it("stops before the next run once it is interrupted", async () => {
    const { ran, variants } = recorder();
    const interruption = new AbortController();
    const other = async () => interruption.abort(new Error("interrupted"));
    const run = inTurns<string, unknown>({ progress: silent, signal: interruption.signal }, 2, { ...variants, other });
    await expect(run).rejects.toThrow("interrupted");
    expect(ran).toEqual(["one"]);
  });

  it("passes on what a run throws", async () => {
    const run = inTurns(uninterrupted, 2, { one: () => Promise.reject(new Error("refused")) });
    await expect(run).rejects.toThrow("refused");
  });
});

it("times a work, and gives what that gives", async () => {
  const { result, seconds } = await timed(() => pause(50, "done"));
  expect(result).toBe("done");
  expect(seconds).toBeGreaterThan(0.04);
});
