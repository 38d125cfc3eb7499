/**
 * Locks that pulumi's file backend left behind. That pulumi itself leaves and minds such a lock is shown with a real one
 * in tests/lifecycle/interrupts.test.ts.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";

import { silent } from "../toolchain/progress";
import { endDeployments, freeStackLock } from "./stack-lock";

const NOBODY = 4194304;

jest.setTimeout(60_000);

let state: string;
let folder: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "gx-state-"));
  folder = join(state, ".pulumi/locks/organization/gx/mainnet");
});
afterEach(() => rmSync(state, { recursive: true }));

function lock(pid: number, host = hostname()): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.json"), JSON.stringify({ pid, hostname: host, username: "u", timestamp: "t" }));
  writeFileSync(join(folder, "a.json.attrs"), "{}");
}

/** @param onWait is called once it waits */
async function free(onWait: () => void = () => undefined): Promise<string[]> {
  const said: string[] = [];
  const step: typeof silent.step = (heading, work) => {
    said.push(heading);
    const outcome = work(() => undefined);
    onWait();
    return outcome;
  };
  await freeStackLock(state, "mainnet", { step, info: (text) => void said.push(text) });
  return said;
}

it.each([
  ["has ended", NOBODY, hostname()],
  ["is another program now", process.pid, hostname()],
  ["ran under another name of this machine", process.pid, "elsewhere"],
])("a lock whose process %s is removed, which is said", async (_case, pid, host) => {
  lock(pid, host);
  expect(await free()).toEqual([`  process ${pid}, which deployed mainnet, was killed: its lock is removed`]);
  expect(readdirSync(folder)).toEqual([]);
});

it("a lock that can't be read is removed", async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.json"), "");
  expect(await free()).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([]);
});

it("nothing is said where there is no lock", async () => {
  expect(await free()).toEqual([]);
});

it("a lock whose pulumi still runs is waited for, not taken", async () => {
  const pulumi = join(state, "pulumi");
  cpSync("/bin/sleep", pulumi, { dereference: true });
  const child = spawn(pulumi, ["300"]);
  try {
    lock(child.pid ?? NaN);
    // Its end gives the lock back; a lock that had been taken would not be there to give, and its taking be said.
    const said = await free(() => rmSync(join(folder, "a.json")));
    expect(said).toEqual([`Wait for process ${child.pid}, which is deploying mainnet`]);
  } finally {
    child.kill("SIGKILL");
  }
});

it("what still deploys on a lab that is deleted is ended, and nothing else", async () => {
  const pulumi = join(state, "pulumi");
  cpSync("/bin/sleep", pulumi, { dereference: true });
  const child = spawn(pulumi, ["300"]);
  const ended = new Promise((done) => child.once("exit", (_code, signal) => done(signal)));
  lock(child.pid ?? NaN);
  await endDeployments(state);
  expect(await ended).toBe("SIGINT");
  lock(process.pid);
  await endDeployments(state);
});
