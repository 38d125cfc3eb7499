import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { get } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { readIfPresent } from "../../lab/files";
import { apply, becomes } from "../support/bare-lab";
import { startTestLab, type TestLab } from "../support/test-lab";
import { ProcessPods } from "./process-pods";
import { IMAGE, NAMESPACE, PORT, SERVER, serverObjects } from "./server-objects";

/** The servers' pods, and their only container. */
export const [FIRST, SECOND] = [`${SERVER}-0`, `${SERVER}-1`];
export const CONTAINER = "main";
/** How large the volume of the first is. */
export const CLAIM_MEBIBYTES = 16;
export const IN_NAMESPACE = `--namespace=${NAMESPACE}`;

/** What a server tells about itself. */
interface Seen {
  /** How often it was started on its volume. */
  readonly starts: number;
  readonly greeting: string;
  readonly hostname: string;
}

/** What differs between labs with servers. */
interface RunningServersOptions {
  /** One more namespace whose pods the lab does not play. */
  readonly otherNamespace?: string;
  readonly serviceAddresses?: boolean;
}

/** A lab on which the servers run as processes. */
export class RunningServers {
  private constructor(
    readonly lab: TestLab,
    readonly pods: ProcessPods,
    readonly dataFolder: string,
  ) {}

  /** Starts them, and waits until both are ready. */
  static async start(
    labName: string,
    { otherNamespace, serviceAddresses }: RunningServersOptions = {},
  ): Promise<RunningServers> {
    const lab = await startTestLab(labName, { realPodsIn: [NAMESPACE, ...(otherNamespace ? [otherNamespace] : [])] });
    try {
      await apply(lab.kubectl, ...serverObjects());
      const dataFolder = join(lab.lab.folder, "pods");
      const pods = await ProcessPods.start({
        kubeconfigPath: lab.lab.kubeconfigPath,
        namespace: NAMESPACE,
        images: { [IMAGE]: { rootfs: "/" } },
        dataFolder,
        claimMebibytes: { [`data-${FIRST}`]: CLAIM_MEBIBYTES },
        serviceAddresses,
      });
      const servers = new RunningServers(lab, pods, dataFolder);
      await servers.becomeReady();
      return servers;
    } catch (error) {
      await lab.dispose();
      throw error;
    }
  }

  /** Waits until that many are ready. */
  becomeReady(count = 2): Promise<void> {
    const path = "--output=jsonpath={.status.readyReplicas}";
    return becomes(this.lab.kubectl, String(count), `statefulset/${SERVER}`, IN_NAMESPACE, path);
  }

  podField(pod: string, path: string): Promise<string> {
    return this.lab.kubectl.run(["get", "pod", pod, IN_NAMESPACE, `--output=jsonpath={${path}}`]);
  }

  address(pod: string): Promise<string> {
    return this.podField(pod, ".status.podIP");
  }

  async restarts(pod: string): Promise<number> {
    return Number(await this.podField(pod, ".status.containerStatuses[0].restartCount"));
  }

  /** What a server tells about itself. */
  async seenBy(pod: string): Promise<Seen> {
    return seenAt(await this.address(pod));
  }

  /** The addresses that a name means to a pod. */
  async addressesOf(name: string, pod = FIRST): Promise<string[]> {
    const program = `import socket; print(*sorted({a[4][0] for a in socket.getaddrinfo("${name}", 80)}))`;
    const { stdout } = await this.pods.exec(pod, CONTAINER, ["/usr/bin/python3", "-c", program]);
    return stdout.split(/\s+/).filter(Boolean);
  }

  /** The status with which the API server answers a server; 0 where that can't reach it. */
  async apiStatus(pod: string, path = `/api/v1/namespaces/${NAMESPACE}/pods`): Promise<number> {
    return Number(await fetched(await this.address(pod), `/api-status${path}`));
  }

  /** Ends all. */
  async dispose(): Promise<void> {
    await this.pods.dispose();
    await this.lab.dispose();
  }
}

/** The addresses on `lo`. */
export function onLoopback(): string[] {
  return networkInterfaces().lo?.map((entry) => entry.address) ?? [];
}

/** The rules of iptables, as `iptables-save` writes them. */
export async function packetRules(): Promise<string> {
  return (await promisify(execFile)("iptables-save")).stdout;
}

/** The pids of the processes with exactly this command line. */
export function processesCalled(commandLine: string): string[] {
  return readdirSync("/proc").filter((name) => {
    const text = /^\d+$/.test(name) ? readIfPresent(`/proc/${name}/cmdline`) : undefined;
    return text?.replaceAll("\0", " ").trim() === commandLine;
  });
}

/** What the server at an address tells about itself. Rejects where it can't be reached. */
export async function seenAt(host: string, port = PORT): Promise<Seen> {
  return JSON.parse(await fetched(host, "/", port)) as Seen;
}

/** The answer of a server. Rejects where it can't be reached. */
export function fetched(host: string, path: string, port = PORT): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = get({ host, port, path, agent: false, timeout: 20_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", reject);
  });
}
