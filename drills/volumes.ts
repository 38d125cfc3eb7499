import type { Kubectl } from "../lab/kubectl";
import type { LabNode } from "../lab/nodes";
import { POD_IMAGE } from "../lab/nodes/node-files";
import { STORAGE_MEBIBYTES } from "../lab/nodes/storage";
import { until } from "../tests/support/until";

const DATA = "/data";
/** What a file system needs for itself, at most. */
const OVERHEAD_MEBIBYTES = 256;
/** Fills the volume: at once as far as that goes, the rest byte by byte. Prints what stopped it. */
const FILL = `
  free=$(df -k -P ${DATA} | awk 'NR == 2 { print $4 }')
  fallocate -l $(((free - 4096) * 1024)) ${DATA}/most && dd if=/dev/zero of=${DATA}/rest bs=64k 2>&1 | grep -o 'No space left on device'`;

interface Claim {
  readonly spec: { readonly volumeName?: string };
}
interface Pod {
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly phase: string };
}
/** A pod with a volume on one node, and what it wrote there. */
export interface VolumePod {
  readonly name: string;
  readonly node: string;
}

/** Starts a pod with a volume of the default class on each node, each of which writes its name there. */
export async function startVolumePods(kubectl: Kubectl, nodes: readonly LabNode[]): Promise<VolumePod[]> {
  const pods = nodes.map((node, index) => ({ name: `volume-${index}`, node: node.name }));
  const items = pods.flatMap(({ name, node }) => [claim(name), pod(name, node)]);
  await kubectl.run(["apply", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  for (const { name, node } of pods) {
    await runsOn(kubectl, name, node);
    await inside(kubectl, name, `echo ${name} >${DATA}/written && sync ${DATA}/written`);
  }
  return pods;
}

/** Deletes the pods and starts them anew, anywhere. @throws Error unless each is back on its node, with what it wrote */
export async function restartVolumePods(kubectl: Kubectl, pods: readonly VolumePod[]): Promise<void> {
  await kubectl.run(["delete", "pod", ...pods.map(({ name }) => name)]);
  const items = pods.map(({ name }) => pod(name));
  await kubectl.run(["create", "--filename=-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  for (const { name, node } of pods) {
    await runsOn(kubectl, name, node);
    const written = await inside(kubectl, name, `cat ${DATA}/written`);
    if (written.trim() !== name) throw new Error(`${name} found "${written}" on ${node}`);
  }
}

/** Fills the first pod's volume. @throws Error unless it has its node's size and gets full, and the others' take more then */
export async function fillFirst(kubectl: Kubectl, pods: readonly VolumePod[]): Promise<void> {
  const [first, ...others] = pods.map(({ name }) => name);
  if (first === undefined) throw new Error("there is no pod with a volume");
  // Asked before anything is filled: it could be the machine's disk.
  const size = Number(await inside(kubectl, first, `df -m -P ${DATA} | awk 'NR == 2 { print $2 }'`));
  if (!(size <= STORAGE_MEBIBYTES && size >= STORAGE_MEBIBYTES - OVERHEAD_MEBIBYTES)) {
    throw new Error(`${first}'s volume lies in ${size} MiB, its node's limit is ${STORAGE_MEBIBYTES} MiB`);
  }
  const said = await inside(kubectl, first, `(${FILL}); true`);
  if (!said.includes("No space left")) throw new Error(`${first}'s volume was never full: ${said}`);
  for (const other of others) await inside(kubectl, other, `dd if=/dev/zero of=${DATA}/more bs=1M count=8 && sync`);
  await inside(kubectl, first, `rm ${DATA}/most ${DATA}/rest && echo more >${DATA}/more`);
}

/** Writes more into a pod's volume. Returns what the kernel says where it can't; empty where it can. */
export async function writeMore(kubectl: Kubectl, { name }: VolumePod): Promise<string> {
  const script = `dd if=/dev/zero bs=64k count=16 conv=fsync >>${DATA}/more`;
  const { exitCode, stderr } = await kubectl.attempt(["exec", name, "--", "sh", "-c", script]);
  return exitCode === 0 ? "" : stderr.trim();
}

/** Deletes pods and claims, and waits until the provisioner has removed their volumes. */
export async function deleteVolumes(kubectl: Kubectl, pods: readonly VolumePod[]): Promise<void> {
  const names = pods.map(({ name }) => name);
  await kubectl.run(["delete", "pod", ...names]);
  await kubectl.run(["delete", "persistentvolumeclaim", ...names]);
  await until("the volumes to be removed", async () => {
    const { items } = await kubectl.get<{ items: { metadata: { name: string } }[] }>("persistentvolumes");
    return items.length === 0 || items.map(({ metadata }) => metadata.name).join(", ");
  });
}

/** Waits until a pod runs. @throws Error where it is on another node than the one that has its volume */
async function runsOn(kubectl: Kubectl, name: string, node: string): Promise<void> {
  let on: string | undefined;
  await until(`${name} to run`, async () => {
    const { spec, status } = await kubectl.get<Pod>("pod", name);
    on = spec.nodeName;
    if (status.phase === "Running") return true;
    const { spec: claimed } = await kubectl.get<Claim>("persistentvolumeclaim", name);
    return `${status.phase}, its volume: ${claimed.volumeName ?? "none yet"}`;
  });
  if (on !== node) throw new Error(`${name} runs on ${on ?? "no node"}, its volume is on ${node}`);
}

function inside(kubectl: Kubectl, pod: string, script: string): Promise<string> {
  return kubectl.run(["exec", pod, "--", "sh", "-c", script]);
}

function claim(name: string): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "64Mi" } } },
  };
}

/** @param node where it is to run; without one, the volume decides */
function pod(name: string, node?: string): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: {
      ...(node !== undefined && { nodeSelector: { "kubernetes.io/hostname": node } }),
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: "volume",
          image: POD_IMAGE,
          imagePullPolicy: "Never",
          volumeMounts: [{ name: "data", mountPath: DATA }],
        },
      ],
      volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }],
    },
  };
}
