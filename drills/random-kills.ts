import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { programOf } from "../lab/nodes/children";
import { type RealLab, stopRealLab } from "../lab/nodes/real-lab";
import type { RealLayout } from "../lab/nodes/real-layout";
import { type Progress, silent } from "../toolchain/progress";
import { labProcesses } from "./lab-processes";
import { assertNothingLeft, traces } from "./left-behind";
import { randomFrom } from "./random";

const CHECKOUT = resolve(__dirname, "..");
/** How many of a running lab's processes are killed at a time, at most. */
const MOST_VICTIMS = 5;

/** What is killed how often. */
export interface RandomKills {
  readonly layout: RealLayout;
  readonly rounds: number;
  readonly seed: number;
  /** The machine's settings before there was a lab. */
  readonly settings: string;
  readonly start: () => Promise<RealLab>;
  readonly progress: Progress;
}

/**
 * Kills random processes of a running lab, then kills a start of it at a random moment, and stops what is left, each time;
 * and interrupts a start. All of it `rounds` times.
 * @throws Error where anything of the lab is left then
 */
export async function randomKills(options: RandomKills): Promise<void> {
  const { rounds, seed, progress, start } = options;
  progress.info(`random points: --seed ${seed}`);
  const random = randomFrom(seed);
  const startedMs = Date.now();
  await start();
  const startMs = Date.now() - startedMs;
  for (let round = 1; round <= rounds; round++) {
    if (round > 1) await start();
    await killProcesses(options, random, round);
    await endStart(options, "SIGKILL", random() * startMs, round);
    await endStart(options, "SIGINT", random() * startMs, round);
  }
}

async function killProcesses({ layout, settings, progress, rounds }: RandomKills, random: () => number, round: number) {
  const all = labProcesses(layout);
  const count = 1 + Math.floor(random() * MOST_VICTIMS);
  const chosen = Array.from({ length: count }, () => all[Math.floor(random() * all.length)] ?? 0);
  // Once it is the one that holds all of them.
  const victims = round === 1 ? all.slice(0, 1) : chosen;
  const names = victims.map(programOf).join(", ");
  await progress.step(`${round} of ${rounds}: ${names} killed, lab stopped: nothing is left`, async () => {
    const before = { ...traces(layout), settings };
    victims.forEach(kill);
    await stopRealLab({ name: layout.name, labsFolder: dirname(layout.folder), progress: silent });
    await assertNothingLeft(layout, before);
  });
}

/** A start that is interrupted clears away what it began; one that is killed can't, and the lab is stopped after it. */
async function endStart(options: RandomKills, signal: "SIGKILL" | "SIGINT", afterMs: number, round: number) {
  const { layout, settings, progress, rounds } = options;
  const [name, labsFolder] = [layout.name, dirname(layout.folder)];
  const what = `start ended by ${signal} after ${(afterMs / 1000).toFixed(1)} s`;
  await progress.step(`${round} of ${rounds}: ${what}: nothing is left`, async () => {
    const command = ["toolchain/bootstrap.mjs", "lab/cli.ts", "up", "--nodes", "real", "--name", name];
    const env = { ...process.env, GX_LABS_DIR: labsFolder };
    const child = spawn(process.execPath, command, { cwd: CHECKOUT, env, stdio: "ignore" });
    const ended = new Promise<number | null>((done) => child.once("close", done));
    await sleep(afterMs);
    const before = { ...traces(layout), settings };
    child.kill(signal);
    const finished = (await ended) === 0;
    if (signal === "SIGKILL" || finished) await stopRealLab({ name, labsFolder, progress: silent });
    await assertNothingLeft(layout, before);
  });
}

/** It may have ended with one that was killed before it. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
