import type { CertificateRequest } from "../certificates";
import { nodeAddress } from "../cluster-constants";
import type { LabNode } from "../nodes";
import { issueMissing, issueNodeIdentities } from "../pki";

/** The file name of kube-proxy's identity: one for all nodes, as K3s has it. */
export const KUBE_PROXY_IDENTITY = "kube-proxy";

/** The file name of kube-router's: permissions.yaml says what it may see. */
export const KUBE_ROUTER_IDENTITY = "kube-router";

/** The file name of the certificate that a node's kubelet answers the API server with. */
export function kubeletServing(nodeName: string): string {
  return `kubelet-${nodeName}`;
}

/** Issues what real nodes identify themselves with. */
export async function issueRealNodeCertificates(folder: string, nodes: readonly LabNode[]): Promise<void> {
  await issueNodeIdentities(
    folder,
    nodes.map(({ name }) => name),
  );
  await issueMissing(folder, {
    // Kubernetes itself grants this user what kube-proxy needs.
    [KUBE_PROXY_IDENTITY]: { commonName: "system:kube-proxy", usage: "client" },
    [KUBE_ROUTER_IDENTITY]: { commonName: "gx-lab:kube-router", usage: "client" },
    ...Object.fromEntries(nodes.map((node, index) => [kubeletServing(node.name), servingRequest(node, index)])),
  });
}

function servingRequest(node: LabNode, index: number): CertificateRequest {
  return { commonName: `system:node:${node.name}`, usage: "server", subjectNames: [node.name, nodeAddress(index)] };
}
