import { join } from "node:path";

import { findContainer, processesOfContainer } from "../lab/faults/containers";
import type { Kubectl } from "../lab/kubectl";
import type { RealLayout } from "../lab/nodes/real-layout";
import { runCommand } from "../toolchain/run-command";
import { until } from "../tests/support/until";
import type { ProbePod } from "./probe-pods";

/** Asked once, and waited for so long. */
const WAIT_SECONDS = 2;
const PINGS = 3;

/** Connects, and prints how many milliseconds that took. */
const CONNECT = `
  const [, address, port] = process.argv;
  const start = performance.now();
  const socket = require("node:net").connect(Number(port), address, () => {
    console.log(performance.now() - start);
    socket.destroy();
  });
  socket.setTimeout(${WAIT_SECONDS * 1000}, () => socket.destroy(new Error("no answer")));`;

const PING_ALL = join(__dirname, "ping-all.sh");

/** A pod, and a process that is in its network: it can be looked into though nothing answers in the cluster. */
export interface PodNetwork extends ProbePod {
  readonly pid: number;
}

interface PodAddress {
  readonly status: { readonly podIP?: string };
}

/**
 * Finds a process of each pod, and its address. The process is another one once its container was started again; the address
 * may be another one once the node was lost.
 */
export async function podNetworks(
  layout: RealLayout,
  kubectl: Kubectl,
  pods: readonly ProbePod[],
): Promise<PodNetwork[]> {
  const found = await Promise.all(
    pods.map(async ({ name }) => ({
      container: await findContainer(kubectl, `default/${name}`),
      address: (await kubectl.get<PodAddress>("pod", name)).status.podIP ?? "",
    })),
  );
  return pods.map((pod, index) => {
    const { container, address } = found[index] ?? {};
    const [pid] = container ? processesOfContainer(layout, container) : [];
    if (pid === undefined || !address) throw new Error(`${pod.name} has no process or no address`);
    return { ...pod, pid, address };
  });
}

/** Waits until exactly those packets arrive, of one sent from each pod to each other, that `expected` says. */
export async function seeArrivals(
  pods: readonly PodNetwork[],
  expected: (from: PodNetwork, to: PodNetwork) => boolean,
): Promise<void> {
  const pairs = pods.flatMap((from) => pods.filter((to) => to !== from).map((to) => [from, to] as const));
  const wanted = pairs.filter(([from, to]) => expected(from, to)).map(described);
  await until("those packets alone to arrive that should", async () => {
    const arrived = await arrivals(pods);
    const wrong = [
      ...arrived.filter((pair) => !wanted.includes(pair)).map((pair) => `${pair} arrives`),
      ...wanted.filter((pair) => !arrived.includes(pair)).map((pair) => `${pair} is lost`),
    ];
    return wrong.length === 0 || wrong.join(", ");
  });
}

/** The shortest time there and back of some packets, in milliseconds. @throws Error where none comes back */
export async function roundTrip(from: PodNetwork, to: PodNetwork): Promise<number> {
  const answer = await runIn(from, ["ping", "-c", String(PINGS), "-W", String(WAIT_SECONDS), to.address]);
  const [, shortest] = /round-trip min\/avg\/max = ([\d.]+)\//.exec(answer.output) ?? [];
  if (shortest === undefined) throw new Error(`no packet of ${from.name} came back from ${to.name}: ${answer.output}`);
  return Number(shortest);
}

/** Whether a connection from a pod to an address is taken. */
export async function connects(from: PodNetwork, address: string, port: number): Promise<boolean> {
  return (
    (await runIn(from, ["timeout", "5", "busybox", "nc", "-w", String(WAIT_SECONDS), address, String(port)])).code === 0
  );
}

/** The shortest time of some that a connection from a pod to an address takes, in milliseconds. @throws Error where none is taken */
export async function connectTime({ name, pid }: PodNetwork, address: string, port: number): Promise<number> {
  const command = [`--target=${pid}`, "--net", "--", process.execPath, "--eval", CONNECT, address, String(port)];
  const times: number[] = [];
  for (let attempt = 0; attempt < PINGS; attempt++) {
    const { code, output } = await runCommand("nsenter", command);
    if (code !== 0) throw new Error(`no connection from ${name} to ${address} was taken: ${output}`);
    times.push(Math.round(10 * Number(output)) / 10);
  }
  return Math.min(...times);
}

/** What a pod that serves answers another one; empty where it doesn't. */
export async function answerOf(from: PodNetwork, to: PodNetwork, port: number): Promise<string> {
  const request = ["timeout", "5", "busybox", "wget", "-q", "-O", "-", `http://${to.address}:${port}/`];
  const { code, output } = await runIn(from, request);
  return code === 0 ? output.trim() : "";
}

/** Which of the packets arrived that were sent from each pod to each other. */
async function arrivals(pods: readonly PodNetwork[]): Promise<string[]> {
  const { code, output } = await runCommand("/bin/sh", [
    PING_ALL,
    ...pods.map(({ pid, address }) => `${pid}=${address}`),
  ]);
  if (code !== 0) throw new Error(`packets can't be counted: ${output}`);
  const podOf = (pid = "") => pods.find((pod) => String(pod.pid) === pid);
  return output.split("\n").flatMap((pair) => {
    const [from, to] = pair.split(" ").map(podOf);
    return from && to ? [described([from, to])] : [];
  });
}

function runIn({ pid }: PodNetwork, command: readonly string[]) {
  return runCommand("nsenter", [`--target=${pid}`, "--net", "--", "busybox", ...command]);
}

function described([from, to]: readonly [PodNetwork, PodNetwork]): string {
  return `${from.name} to ${to.name}`;
}
