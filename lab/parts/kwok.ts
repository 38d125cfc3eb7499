import { KWOK_NODE_ANNOTATION } from "../nodes";
import { LOOPBACK } from "../ports";
import { isHealthy } from "../probe";
import { stageFiles } from "../stage-files";
import { clientKubeconfig, clusterEndpoint, type Part, type PartContext, pkiFile } from "./part";

/** What a kubelet's leases say (its default). */
const LEASE_SECONDS = 40;

/**
 * Plays the kubelets: renews the nodes' leases and takes their pods through the stages. It also listens where the API
 * server looks for kubelets, and answers there that a simulated pod has no logs.
 */
export function kwok(context: PartContext): Part {
  const stages = stageFiles(context.layout.stagesFolder).map((file) => `--config=${file}`);
  const [annotation, value] = KWOK_NODE_ANNOTATION;
  return {
    name: "kwok",
    tool: "kwok",
    listensOn: ["kwok"],
    arguments: [
      `--kubeconfig=${clientKubeconfig(context.layout, "kwok")}`,
      `--manage-nodes-with-annotation-selector=${annotation}=${value}`,
      `--node-lease-duration-seconds=${LEASE_SECONDS}`,
      `--server-address=${LOOPBACK}:${context.ports.kwok}`,
      `--node-port=${context.ports.kwok}`,
      `--tls-cert-file=${pkiFile(context, "kubelet.crt")}`,
      `--tls-private-key-file=${pkiFile(context, "kubelet.key")}`,
      ...stages,
    ],
    isReady: () => isHealthy(clusterEndpoint(context, "kwok", "/healthz")),
  };
}
