import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { LOOPBACK } from "../../lab/ports";
import type { TestLab } from "../support/test-lab";
import type { ProcessPods } from "./process-pods";

/** How the API server asks a kubelet for a container's log. */
const LOG_PATH = /^\/containerLogs\/[^/]+\/([^/]+)\/([^/]+)$/;

interface NodeList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

/** Answers for the kubelets of a lab's nodes what containers have printed, so that the API server can be asked for logs. */
export class KubeletLogs {
  private constructor(private readonly server: Server) {}

  /** Starts, and has all nodes say that their kubelet is here. */
  static async start(lab: TestLab, pods: ProcessPods): Promise<KubeletLogs> {
    const file = (name: string) => readFileSync(join(lab.lab.folder, "pki", name));
    // The API server alone is let in, as by a kubelet.
    const identity = { cert: file("kubelet.crt"), key: file("kubelet.key"), ca: file("cluster-ca.crt") };
    const server = createServer({ ...identity, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "https://kubelet");
      const [, pod, container] = LOG_PATH.exec(pathname) ?? [];
      if (pod === undefined || container === undefined) response.writeHead(404).end();
      else response.end(lastLines(pods.logs(pod, container), searchParams.get("tailLines")));
    });
    await new Promise<void>((listening) => server.listen(0, LOOPBACK, listening));
    const { port } = server.address() as AddressInfo;
    const patch = JSON.stringify({ status: { daemonEndpoints: { kubeletEndpoint: { Port: port } } } });
    for (const { metadata } of (await lab.kubectl.get<NodeList>("nodes")).items) {
      const name = metadata.name;
      await lab.kubectl.run(["patch", "node", name, "--subresource=status", "--type=merge", `--patch=${patch}`]);
    }
    return new KubeletLogs(server);
  }

  async dispose(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

function lastLines(log: string, count: string | null): string {
  if (count === null) return log;
  const lines = log.split(/(?<=\n)/);
  return lines.slice(Math.max(0, lines.length - Number(count))).join("");
}
