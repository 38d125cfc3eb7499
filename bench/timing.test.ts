/** Which runs count, and against which they are held. Does not prove that the clock is right. */
import { describe, expect, it, jest } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { silent } from "../toolchain/progress";
import { ratio, timeInterleaved } from "./timing";

/** Generous: a busy machine takes many times as long. */
jest.setTimeout(60_000);

const recorder = () => {
  const ran: string[] = [];
  return { ran, variants: { one: async () => ran.push("one"), other: async () => ran.push("other") } };
};

describe("timeInterleaved", () => {
  it("runs the variants in turns, and doesn't count the first round", async () => {
    const { ran, variants } = recorder();
    const runs = await timeInterleaved({ progress: silent, signal: new AbortController().signal }, 2, variants);
    expect(ran).toEqual(["one", "other", "one", "other", "one", "other"]);
    expect([runs.one.length, runs.other.length]).toEqual([2, 2]);
  });

  it("stops before the next run once it is interrupted", async () => {
    const { ran, variants } = recorder();
    const interruption = new AbortController();
    const other = async () => interruption.abort(new Error("interrupted"));
    const run = timeInterleaved({ progress: silent, signal: interruption.signal }, 2, { ...variants, other });
    await expect(run).rejects.toThrow("interrupted");
    expect(ran).toEqual(["one"]);
  });

  it("passes on what a run throws", async () => {
    const failing = { one: () => Promise.reject(new Error("refused")) };
    const run = timeInterleaved({ progress: silent, signal: new AbortController().signal }, 2, failing);
    await expect(run).rejects.toThrow("refused");
  });
});

it("counts the processors' time of the processes that a run starts, not the time spent waiting", async () => {
  const run = async (script: string) => once(spawn(process.execPath, ["-e", script], { stdio: "ignore" }), "close");
  const { idle, busy } = await timeInterleaved({ progress: silent, signal: new AbortController().signal }, 1, {
    idle: () => run("setTimeout(() => undefined, 1000)"),
    busy: () => run("while (process.cpuUsage().user < 3e5);"),
  });
  expect(busy[0]?.cpu).toBeGreaterThanOrEqual(0.3);
  expect(idle[0]?.wall).toBeGreaterThan(idle[0]?.cpu ?? NaN);
});

it("compares runs of the same round, so that a slow minute slows both", () => {
  const runs = (...walls: number[]) => walls.map((wall) => ({ wall, cpu: 1 }));
  expect(ratio(runs(2, 40, 6), runs(1, 10, 3), "wall")).toEqual({ median: 2, minimum: 2, maximum: 4 });
  expect(ratio(runs(2, 40, 6), runs(1, 10, 3), "cpu")).toEqual({ median: 1, minimum: 1, maximum: 1 });
});
