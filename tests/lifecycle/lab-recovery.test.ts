/**
 * A lab survives what happens to processes: a crash of one part or of all, an interrupted first start, two starts at
 * once, ports taken by others, foreign processes under recorded pids. And stopping leaves nothing behind.
 *
 * Not shown: a loss of power (the page cache survives kill -9), a full disk.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";

import { type Lab, openLab, resetLab } from "../../lab/lab";
import { PART_NAMES, type PartName } from "../../lab/parts/part";
import { isFree, LOOPBACK } from "../../lab/ports";
import { processFiles, runningProcess } from "../../lab/process";
import { identityOf, isAlive } from "../../lab/process-identity";
import { readState, writeState } from "../../lab/state";
import { labStatus } from "../../lab/status";
import type { LabTools } from "../../lab/tools";
import { waitUntil } from "../../lab/wait";
import { silent } from "../../toolchain/progress";
import { type BareLabs, bareLabs, becomes, TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";

const NAME = "crashes";

jest.setTimeout(TIMEOUT_MS);

let labs: BareLabs;
let lab: Lab;
const servers: Server[] = [];

const files = (part: PartName, name = NAME) => processFiles(labs.layout(name), part);
const reference = (name = NAME) => ({ name, labsFolder: labs.labsFolder });
const pids = (name = NAME) => PART_NAMES.map((part) => runningProcess(files(part, name))?.pid);
const progressTo = (told: string[]) => ({ ...silent, info: (text: string) => void told.push(text) });

/** The lab's programs with another one in the scheduler's place. */
const withScheduler = (path: string): LabTools => ({
  path: (name) => (name === "kube-scheduler" ? path : labs.tools.path(name)),
});

async function kill(...parts: readonly PartName[]): Promise<void> {
  const identities = parts.map((part) => runningProcess(files(part)));
  for (const identity of identities) process.kill(identity?.pid ?? NaN, "SIGKILL");
  await waitUntil("the killed processes to be gone", WAIT_SECONDS, () =>
    identities.some((identity) => identity && isAlive(identity)) ? "some live" : true,
  );
}

async function occupy(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ port, host: LOOPBACK }, resolve);
  });
}

/** The cluster is the same one, holds what was put into it, and its controllers and nodes work. */
async function isWhole(): Promise<void> {
  const admin = labs.kubectl(NAME);
  expect((await openLab(reference())).clusterIdentity).toBe(lab.clusterIdentity);
  expect(await admin.run(["get", "secret", "keepsake", "--output=jsonpath={.data.word}"])).toBe(
    Buffer.from("kept").toString("base64"),
  );
  await admin.run(["delete", "job/proof", "--ignore-not-found"]);
  await admin.run(["create", "job", "proof", "--image=example.test/main:1"]);
  await becomes(admin, "1", "job/proof", "--output=jsonpath={.status.succeeded}");
}

beforeAll(async () => {
  labs = await bareLabs();
  await labs.start(NAME);
  await labs.kubectl(NAME).run(["create", "secret", "generic", "keepsake", "--from-literal=word=kept"]);
});
// So that each test tells its own story, whatever the one before it has left.
beforeEach(async () => void (lab = await labs.start(NAME)));
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => labs.dispose(NAME, "neighbour"));

it("a running lab is left as it is", async () => {
  const before = pids();
  expect(await labs.start(NAME)).toEqual(lab);
  expect(pids()).toEqual(before);
});

describe("a crash", () => {
  it.each<[string, readonly PartName[]]>([
    ["the API server", ["api-server"]],
    ["etcd", ["etcd"]],
    ["what plays the nodes", ["kwok"]],
    ["everything", PART_NAMES],
  ])("of %s is mended by the next start, on the same ports, with all data", async (_what, parts) => {
    await kill(...parts);
    const status = await labStatus(reference());
    expect(status.condition).toBe("broken");
    expect(status.parts.filter(({ condition }) => condition === "crashed").map(({ name }) => name)).toEqual(parts);
    expect(await labs.start(NAME)).toEqual(lab);
    await isWhole();
  });

  it("is told from a process that hangs, which is replaced", async () => {
    const hung = runningProcess(files("scheduler"));
    process.kill(hung?.pid ?? NaN, "SIGSTOP");
    const { parts } = await labStatus(reference());
    expect(parts.find(({ name }) => name === "scheduler")?.condition).toBe("silent");
    await labs.start(NAME);
    expect(hung && isAlive(hung)).toBe(false);
    await isWhole();
  });
});

it("a part that can't come up is named, with the end of its log and where the rest is", async () => {
  await kill("scheduler");
  await expect(labs.start(NAME, silent, withScheduler("/bin/false"))).rejects.toThrow(
    `scheduler ended unexpectedly. Its last lines:\n  (nothing)\nThe whole log: ${files("scheduler").logFile}`,
  );
  await labs.start(NAME);
  await isWhole();
});

it("a port that somebody took while the lab was stopped is replaced, and the kubeconfig says so", async () => {
  const { ports } = labs.context(NAME);
  expect(await labs.stop(NAME)).toEqual([...PART_NAMES].reverse());
  await occupy(ports["api-server"]);
  const moved = await labs.start(NAME);
  expect(moved.serverUrl).not.toBe(lab.serverUrl);
  expect(readFileSync(moved.kubeconfigPath, "utf8")).toContain(moved.serverUrl);
  expect({ ...moved, serverUrl: "" }).toEqual({ ...lab, serverUrl: "" });
  await isWhole();
});

it("a port that somebody takes between choosing and binding is replaced", async () => {
  await kill("scheduler");
  const gate = join(lab.folder, "gate");
  const script = join(lab.folder, "late-scheduler");
  const real = labs.tools.path("kube-scheduler");
  writeFileSync(gate, "closed");
  writeFileSync(script, `#!/bin/sh\nwhile [ -e "${gate}" ]; do sleep 0.1; done\nexec "${real}" "$@"\n`, {
    mode: 0o755,
  });
  const told: string[] = [];
  const start = labs.start(NAME, progressTo(told), withScheduler(script));
  const aboutToStart = waitUntil(
    "the scheduler to be about to start",
    WAIT_SECONDS,
    () => runningProcess(files("scheduler")) !== undefined || "no",
  );
  await Promise.race([start, aboutToStart]);
  const { scheduler } = labs.context(NAME).ports;
  await occupy(scheduler);
  rmSync(gate);
  await start;
  expect(told.join()).toContain("a port was taken in between: choosing again");
  expect(labs.context(NAME).ports.scheduler).not.toBe(scheduler);
  await isWhole();
});

it("a recorded pid that belongs to somebody else now is not touched", async () => {
  await kill("kwok");
  const stranger = spawn("/bin/sleep", ["300"]);
  const identity = identityOf(stranger.pid ?? NaN);
  if (!identity) throw new Error("the stranger has no entry in /proc");
  try {
    const record = readFileSync(`/proc/${identity.pid}/stat`, "utf8").replace(` ${identity.startTicks} `, " 1 ");
    writeFileSync(files("kwok").recordFile, `${record.trim()}\n${identity.bootId}\n`);
    await labs.start(NAME);
    expect(isAlive(identity)).toBe(true);
    expect(runningProcess(files("kwok"))?.pid).not.toBe(identity.pid);
  } finally {
    stranger.kill("SIGKILL");
  }
});

it("two labs run side by side, and two starts of one at once start it once", async () => {
  const told: string[] = [];
  const start = () => labs.start("neighbour", progressTo(told));
  const [first, second] = await Promise.all([start(), start()]);
  expect(second).toEqual(first);
  // Either may be the one that waits.
  expect(told).toEqual([`  waiting for process ${process.pid}, which is starting or stopping lab "neighbour"`]);
  expect(first.clusterIdentity).not.toBe(lab.clusterIdentity);
  expect(new Set([...pids(), ...pids("neighbour")]).size).toBe(2 * PART_NAMES.length);
  const seen = await labs.kubectl("neighbour").attempt(["get", "secret", "keepsake"]);
  expect(seen.stderr).toContain("not found");
  await isWhole();
});

it("a first start that was interrupted is started over, and its processes are ended", async () => {
  await labs.start("neighbour");
  const layout = labs.layout("neighbour");
  const state = readState(layout);
  if (!state) throw new Error("the lab has no state");
  writeState(layout, { ...state, complete: false });
  expect((await labStatus(reference("neighbour"))).condition).toBe("unfinished");
  const [before, told] = [await openIdentity("neighbour"), [] as string[]];
  const after = await labs.start("neighbour", progressTo(told));
  expect(told).toEqual(['  an earlier start of lab "neighbour" did not finish: starting over']);
  expect(after.clusterIdentity).not.toBe(before);
});

it("stopping leaves no process and no listener, keeps the data, and is no error twice; resetting leaves no file", async () => {
  await labs.start("neighbour");
  const { ports } = labs.context("neighbour");
  const before = PART_NAMES.map((part) => runningProcess(files(part, "neighbour")));
  await labs.stop("neighbour");
  expect(before.filter((identity) => identity && isAlive(identity))).toEqual([]);
  for (const port of Object.values(ports)) expect(await isFree(port)).toBe(true);
  expect((await labStatus(reference("neighbour"))).condition).toBe("stopped");
  await expect(openLab(reference("neighbour"))).rejects.toThrow('lab "neighbour" is not running');
  expect(await labs.stop("neighbour")).toEqual([]);
  expect(await resetLab({ ...reference("neighbour"), progress: silent })).toBe(true);
  expect(existsSync(labs.layout("neighbour").folder)).toBe(false);
  expect((await labStatus(reference("neighbour"))).condition).toBe("absent");
  await isWhole();
});

async function openIdentity(name: string): Promise<string> {
  return labs.kubectl(name).run(["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"]);
}
