import { readdirSync } from "node:fs";
import { get } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

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
}

/** A lab on which the servers run as processes. */
export class RunningServers {
  private constructor(
    readonly lab: TestLab,
    readonly pods: ProcessPods,
    readonly dataFolder: string,
  ) {}

  /**
   * Starts them, and waits until both are ready.
   * @param otherNamespace one more whose pods the lab does not play
   */
  static async start(labName: string, otherNamespace?: string): Promise<RunningServers> {
    const lab = await startTestLab(labName, { realPodsIn: [NAMESPACE, ...(otherNamespace ? [otherNamespace] : [])] });
    try {
      await apply(lab.kubectl, ...serverObjects());
      const dataFolder = join(lab.lab.folder, "pods");
      const pods = await ProcessPods.start({
        kubeconfigPath: lab.lab.kubeconfigPath,
        namespace: NAMESPACE,
        images: { [IMAGE]: "/" },
        dataFolder,
        claimMebibytes: { [`data-${FIRST}`]: CLAIM_MEBIBYTES },
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
    return JSON.parse(await fetched(await this.address(pod), "/")) as Seen;
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

/** The pids of the processes with exactly this command line. */
export function processesCalled(commandLine: string): string[] {
  return readdirSync("/proc").filter((name) => {
    const text = /^\d+$/.test(name) ? readIfPresent(`/proc/${name}/cmdline`) : undefined;
    return text?.replaceAll("\0", " ").trim() === commandLine;
  });
}

/** The answer of a server. Rejects where it can't be reached. */
export function fetched(host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = get({ host, port: PORT, path, agent: false, timeout: 20_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve(text));
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", reject);
  });
}
