/** What of a run counts, and against which it is held. Does not prove that the clock is right. */
import { expect, it, jest } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { silent } from "../toolchain/progress";
import { ratio, timeInterleaved } from "./timing";

/** Generous: a busy machine takes many times as long. */
jest.setTimeout(60_000);

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
