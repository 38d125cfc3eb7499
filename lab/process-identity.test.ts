/** Reads this machine's /proc; that a pid is really reused is imitated by changing the recorded start time or boot. */
import { spawn } from "node:child_process";
import { once } from "node:events";

import { describe, expect, it } from "@jest/globals";

import { currentBootId, identityOf, isAlive, parseProcessStat } from "./process-identity";

const REST = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 98765 20 21";

describe("parseProcessStat", () => {
  it("finds pid, state and start time", () => {
    expect(parseProcessStat(`4711 (etcd) S ${REST}`)).toEqual({
      pid: 4711,
      state: "S",
      threads: 17,
      startTicks: "98765",
    });
  });

  it("is not misled by a command with spaces and parentheses", () => {
    expect(parseProcessStat(`4711 (a) R (b) S ${REST}`)).toEqual({
      pid: 4711,
      state: "S",
      threads: 17,
      startTicks: "98765",
    });
  });

  it.each(["", "4711", "no stat (x) S", "4711 (cut off) S 1 2 3"])("takes %j for no process", (line) => {
    expect(parseProcessStat(line)).toBeUndefined();
  });
});

describe("isAlive", () => {
  it("knows this process, and no other by its pid", () => {
    const self = identityOf(process.pid);
    if (!self) throw new Error("this process has no entry in /proc");
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startTicks: String(Number(self.startTicks) + 1) })).toBe(false);
    expect(isAlive({ ...self, bootId: "another-boot" })).toBe(false);
  });

  it("is false once the process has ended", async () => {
    const child = spawn("/bin/sleep", ["60"]);
    const identity = identityOf(child.pid ?? 0);
    if (!identity) throw new Error("the child has no entry in /proc");
    expect(isAlive(identity)).toBe(true);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(isAlive(identity)).toBe(false);
  });
});

it("no process is found under a pid that nobody has", () => {
  expect(identityOf(2 ** 30)).toBeUndefined();
  expect(currentBootId()).toMatch(/^[0-9a-f-]{36}$/);
});
