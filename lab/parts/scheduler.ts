import { LOOPBACK } from "../ports";
import { isHealthy } from "../probe";
import { clientKubeconfig, clusterEndpoint, type Part, type PartContext, pkiFile } from "./part";

/** The scheduler with its default profile, as K3s runs it. One instance, no election. */
export function scheduler(context: PartContext): Part {
  const kubeconfigPath = clientKubeconfig(context.layout, "scheduler");
  return {
    name: "scheduler",
    tool: "kube-scheduler",
    listensOn: ["scheduler"],
    arguments: [
      `--bind-address=${LOOPBACK}`,
      `--secure-port=${context.ports.scheduler}`,
      `--tls-cert-file=${pkiFile(context, "scheduler-server.crt")}`,
      `--tls-private-key-file=${pkiFile(context, "scheduler-server.key")}`,
      `--kubeconfig=${kubeconfigPath}`,
      `--authentication-kubeconfig=${kubeconfigPath}`,
      `--authorization-kubeconfig=${kubeconfigPath}`,
      "--leader-elect=false",
      "--profiling=false",
    ],
    isReady: () => isHealthy(clusterEndpoint(context, "scheduler", "/healthz")),
  };
}
