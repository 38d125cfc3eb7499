/** Whose memory is counted, and that it is. Does not prove that no peak falls between two looks. */
import { describe, expect, it, jest } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { descendants, peakMemoryMebibytes } from "./peak-memory";

/** Generous: a busy machine takes many times as long. */
jest.setTimeout(60_000);

describe("descendants", () => {
  const parentOf = new Map([
    [10, 1],
    [11, 10],
    [12, 11],
    [20, 1],
    [21, 20],
  ]);

  it("are the processes below one, however deep", () => {
    expect(descendants(parentOf, 1)).toEqual([10, 11, 12, 20, 21]);
    expect(descendants(parentOf, 11)).toEqual([12]);
  });

  it("leave out what was there before, with all below it", () => {
    expect(descendants(parentOf, 1, new Set([10]))).toEqual([20, 21]);
  });
});

describe("peakMemoryMebibytes", () => {
  const HELD_MEBIBYTES = 300;
  const hold = `const held = Buffer.alloc(${HELD_MEBIBYTES} << 20, 1); setTimeout(() => held, 1000)`;
  const run = async (script: string) => once(spawn(process.execPath, ["-e", script], { stdio: "ignore" }), "close");

  it("counts what a process holds that the work's process has started", async () => {
    const nested = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(hold)}])`;
    expect(await peakMemoryMebibytes(() => run(nested))).toBeGreaterThan(HELD_MEBIBYTES);
  });

  it("does not count what ran before", async () => {
    const earlier = run(hold);
    expect(await peakMemoryMebibytes(() => earlier)).toBe(0);
  });
});
