/** The faults that pods as processes can be given, and what is left of them in the end. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";

import { apply, TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { until } from "../support/until";
import { datagramArrives } from "./datagrams";
import { mountsBelow } from "./mounts";
import { ProcessPods } from "./process-pods";
import {
  CONTAINER,
  fetched,
  FIRST,
  IN_NAMESPACE,
  onLoopback,
  packetRules,
  processesCalled,
  RunningServers,
  SECOND,
} from "./running-servers";
import { IMAGE, job } from "./server-objects";

jest.setTimeout(TIMEOUT_MS);

const CHECKOUT = resolve(__dirname, "../..");
const PODS = [FIRST, SECOND] as const;
const OTHER_NAMESPACE = "killed";
/** Runs the other namespace's pods in a process of its own. */
const OTHER_HARNESS = `
  const { ProcessPods } = require("./tests/process-pods/process-pods");
  ProcessPods.start(JSON.parse(process.argv[1]));
`;

describeUnless(notInOwnNetwork(), "faults of pods as processes", () => {
  let servers: RunningServers;

  beforeAll(async () => {
    servers = await RunningServers.start("pod-faults", { otherNamespace: OTHER_NAMESPACE });
  });
  afterAll(() => servers?.dispose());

  it("a killed process is started again in the same pod, on the same volume", async () => {
    const uid = await servers.podField(SECOND, ".metadata.uid");
    const before = await servers.restarts(SECOND);
    servers.pods.kill(SECOND, CONTAINER, /config\/program/);
    await until("a restart", async () => (await servers.restarts(SECOND)) === before + 1 || "none yet");
    await servers.becomeReady();
    expect((await servers.seenBy(SECOND)).starts).toBe(2);
    expect(await servers.podField(SECOND, ".metadata.uid")).toBe(uid);
    expect(await servers.podField(SECOND, ".status.containerStatuses[0].lastState.terminated.exitCode")).toBe("137");
    expect(servers.pods.logs(SECOND, CONTAINER)).toBe("started\nstarted\n");
  });

  it("a pod that lost its power stays down until it is brought up", async () => {
    const { starts } = await servers.seenBy(SECOND);
    servers.pods.killHard(SECOND, { keepDown: true });
    await servers.becomeReady(1);
    await expect(servers.seenBy(SECOND)).rejects.toThrow("ECONNREFUSED");
    servers.pods.bringUp(SECOND);
    await servers.becomeReady();
    expect((await servers.seenBy(SECOND)).starts).toBe(starts + 1);
  });

  it("a frozen server fails its liveness probe and is started again", async () => {
    const before = await servers.restarts(SECOND);
    const { starts } = await servers.seenBy(SECOND);
    servers.pods.freeze(SECOND);
    await until("a restart", async () => (await servers.restarts(SECOND)) > before || "none yet");
    await servers.becomeReady();
    expect((await servers.seenBy(SECOND)).starts).toBe(starts + 1);
  });

  it("a server that is thawed in time goes on", async () => {
    const before = await servers.restarts(FIRST);
    servers.pods.freeze(FIRST);
    servers.pods.thaw(FIRST);
    expect((await servers.seenBy(FIRST)).starts).toBe(1);
    expect(await servers.restarts(FIRST)).toBe(before);
  });

  it.each(["silent", "reset"] as const)(
    "a pod that is cut off (%s) can't reach the API, the other can",
    async (cut) => {
      servers.pods.cutFromApi(FIRST, cut);
      expect(await servers.apiStatus(FIRST)).toBe(0);
      expect(await servers.apiStatus(SECOND)).toBe(200);
      servers.pods.healApi(FIRST);
      expect(await servers.apiStatus(FIRST)).toBe(200);
    },
  );

  it.each([
    ["both ways", [false, false]],
    ["outgoing", [false, true]],
    ["incoming", [true, false]],
  ] as const)("a pod that is cut off from others (%s) is, until it is healed", async (loss, arrive) => {
    const arriveNow = async () => [
      await datagramArrives(servers, FIRST, SECOND),
      await datagramArrives(servers, SECOND, FIRST),
    ];
    expect(await arriveNow()).toEqual([true, true]);
    await servers.pods.cutFromPods(FIRST, loss);
    expect(await arriveNow()).toEqual(arrive);
    expect(await servers.apiStatus(FIRST)).toBe(200);
    await servers.pods.healPods(FIRST);
    expect(await arriveNow()).toEqual([true, true]);
  });

  it("a deleted pod is replaced once its processes are gone, on the same volume", async () => {
    const uid = await servers.podField(SECOND, ".metadata.uid");
    const { starts } = await servers.seenBy(SECOND);
    const oldAddress = await servers.address(SECOND);
    await servers.lab.kubectl.run(["delete", "pod", SECOND, IN_NAMESPACE]);
    await until("its successor", async () => {
      const { stdout } = await servers.lab.kubectl.attempt([
        ...["get", "pod", SECOND, IN_NAMESPACE, "--output=jsonpath={.metadata.uid} {.status.phase}"],
      ]);
      return (stdout.endsWith("Running") && !stdout.startsWith(uid)) || stdout;
    });
    await servers.becomeReady();
    expect((await servers.seenBy(SECOND)).starts).toBe(starts + 1);
    await expect(fetched(oldAddress, "/")).rejects.toThrow();
  });

  it("a harness that is killed leaves no process, and the next one takes away the rest", async () => {
    const options = {
      kubeconfigPath: servers.lab.lab.kubeconfigPath,
      namespace: OTHER_NAMESPACE,
      images: { [IMAGE]: { rootfs: "/" } },
      dataFolder: join(servers.lab.lab.folder, "other-pods"),
    };
    await apply(
      servers.lab.kubectl,
      { apiVersion: "v1", kind: "Namespace", metadata: { name: OTHER_NAMESPACE } },
      job("endless", "echo runs; sleep 86399", OTHER_NAMESPACE),
    );
    const harness = spawn(
      process.execPath,
      ["--require", "tsx/cjs", "--eval", OTHER_HARNESS, JSON.stringify(options)],
      { cwd: CHECKOUT, stdio: ["ignore", "ignore", "inherit"] },
    );
    const processes = () => processesCalled("sleep 86399");
    await until("the pod to run", () => processes().length === 1 || `${processes().length} processes`);
    const addresses = readdirSync(join(options.dataFolder, "addresses"));
    expect(addresses.every((own) => onLoopback().includes(own))).toBe(true);
    harness.kill("SIGKILL");
    await until("its processes to be gone", () => processes().length === 0 || `${processes().length} are left`);
    await servers.lab.kubectl.run(["delete", "namespace", OTHER_NAMESPACE, "--wait=false"]);

    const next = await ProcessPods.start(options);
    expect(addresses.filter((own) => onLoopback().includes(own))).toEqual([]);
    await next.dispose();
  });

  it("nothing is left in the end", async () => {
    const pids = PODS.flatMap((pod) => servers.pods.kill(pod, CONTAINER, /program/, "SIGCONT"));
    const addresses = await Promise.all(PODS.map((pod) => servers.address(pod)));
    const folder = servers.dataFolder;
    expect(pids.every((pid) => existsSync(`/proc/${pid}`))).toBe(true);
    expect(addresses.every((own) => onLoopback().includes(own))).toBe(true);
    expect(mountsBelow(folder)).toHaveLength(1);
    await servers.pods.cutFromPods(FIRST);
    expect(await packetRules()).toContain("GX-");
    await servers.pods.dispose();
    expect(await packetRules()).not.toContain("GX-");
    expect(pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(addresses.filter((own) => onLoopback().includes(own))).toEqual([]);
  });
});
