import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import type { Kubectl } from "../lab/kubectl";
import { insideNetwork } from "../lab/nodes/frame";
import type { RealLab } from "../lab/nodes/real-lab";

const PAUSE_MS = 500;

/** The node that a pod is on. @throws Error where it is on none */
export async function nodeOfPod(kubectl: Kubectl, namespace: string, name: string): Promise<string> {
  const { spec } = await kubectl.get<{ spec: { nodeName?: string } }>("pod", name, `--namespace=${namespace}`);
  if (spec.nodeName === undefined) throw new Error(`${name} is on no node`);
  return spec.nodeName;
}

/** Which pods. */
export interface SelectedPods {
  readonly namespace: string;
  /** By labels, as kubectl takes it. */
  readonly selector: string;
}

/** Tells of the addresses of pods, once and whenever one changes, until it is aborted. */
export async function followPodAddresses(
  { layout, kubectl }: RealLab,
  { namespace, selector }: SelectedPods,
  onAddress: (pod: string, address: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const fields = '{.metadata.name} {.status.podIP}{"\\n"}';
  while (!signal.aborted) {
    const [program = "", ...args] = [
      ...[...insideNetwork(layout), ...kubectl, "get", "pods", "--watch", `--output=jsonpath=${fields}`],
      ...[`--namespace=${namespace}`, `--selector=${selector}`],
    ];
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], signal });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [pod = "", address = ""] = line.split(" ");
      if (address !== "") onAddress(pod, address);
    });
    await new Promise<void>((done) => child.once("error", () => done()).once("close", () => done()));
    // The API server ends a watch every now and then.
    await pause(PAUSE_MS);
  }
}
