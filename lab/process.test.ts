/** Starts and ends real processes of its own. The programs of the lab are not among them. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";

import { until } from "../tests/support/until";

import { identityOf, isAlive } from "./process-identity";
import { diedMessage, launch, processFiles, type ProcessFiles, runningProcess, stopProcess } from "./process";

jest.setTimeout(300_000);

const GRACE_SECONDS = 60;
let folder: string;
let files: ProcessFiles;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gx-process-"));
  mkdirSync(join(folder, "run"));
  mkdirSync(join(folder, "logs"));
  files = processFiles({ runFolder: join(folder, "run"), logsFolder: join(folder, "logs") }, "part");
});
afterEach(async () => {
  await stopProcess(files, 0);
  rmSync(folder, { recursive: true });
});

describe("a launched process", () => {
  it("is recorded under the pid and start time it runs with", async () => {
    const identity = await launch(files, ["/bin/sleep", "60"], folder);
    expect(runningProcess(files)).toEqual(identity);
    const commandLine = () => readFileSync(`/proc/${identity.pid}/cmdline`, "utf8");
    await until("the shell has become sleep", () => commandLine().startsWith("/bin/sleep\0") || commandLine());
    expect(identityOf(identity.pid)).toEqual(identity);
  });

  it("has nothing of this process's environment", async () => {
    process.env.HTTPS_PROXY = "http://127.0.0.1:9";
    const identity = await launch(files, ["/bin/sleep", "60"], folder).finally(() => delete process.env.HTTPS_PROXY);
    expect(readFileSync(`/proc/${identity.pid}/environ`, "utf8")).not.toContain("PROXY");
  });

  it("leaves its log, and the previous one beside it", async () => {
    for (const word of ["first", "second"]) {
      await launch(files, ["/bin/sh", "-c", `echo ${word}`], folder);
      await until("it has ended", () => (runningProcess(files) ? "still runs" : true));
    }
    expect(readFileSync(files.logFile, "utf8")).toBe("second\n");
    expect(readFileSync(`${files.logFile}.previous`, "utf8")).toBe("first\n");
    expect(diedMessage(files)).toBe(
      `part ended unexpectedly. Its last lines:\n  second\nThe whole log: ${files.logFile}`,
    );
  });
});

describe("stopProcess", () => {
  it("ends it and drops the record", async () => {
    const identity = await launch(files, ["/bin/sleep", "60"], folder);
    expect(await stopProcess(files, GRACE_SECONDS)).toBe(true);
    expect(isAlive(identity)).toBe(false);
    expect(existsSync(files.recordFile)).toBe(false);
  });

  it("kills what ignores the polite request, and what is frozen", async () => {
    const identity = await launch(files, ["/bin/sh", "-c", 'trap "" TERM; while :; do sleep 1; done'], folder);
    process.kill(identity.pid, "SIGSTOP");
    expect(await stopProcess(files, 0.2)).toBe(true);
    expect(isAlive(identity)).toBe(false);
  });

  it("does not touch a stranger that has the recorded pid now", async () => {
    const stranger = spawn("/bin/sleep", ["60"]);
    const identity = identityOf(stranger.pid ?? 0);
    if (!identity) throw new Error("the stranger has no entry in /proc");
    const stat = readFileSync(`/proc/${identity.pid}/stat`, "utf8").replace(` ${identity.startTicks} `, " 1 ");
    writeFileSync(files.recordFile, `${stat.trim()}\n${identity.bootId}\n`);
    expect(await stopProcess(files, GRACE_SECONDS)).toBe(false);
    expect(isAlive(identity)).toBe(true);
    expect(existsSync(files.recordFile)).toBe(false);
    stranger.kill("SIGKILL");
  });

  it.each(["", "half a li", "4711 (etcd) S 1"])("takes the record %j for none", async (content) => {
    writeFileSync(files.recordFile, content);
    expect(await stopProcess(files, GRACE_SECONDS)).toBe(false);
  });
});
