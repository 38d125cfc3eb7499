import { POD_CIDR } from "../../components/shared/networks";
import { SERVICE_CIDR } from "../cluster-constants";
import { TOKEN_PRIVATE_KEY } from "../pki";
import { LOOPBACK } from "../ports";
import { isHealthy } from "../probe";
import { clientKubeconfig, clusterEndpoint, type Part, type PartContext, pkiFile } from "./part";

/** The controllers. There is one instance, so it waits for no election; each node is given its part of the pod range. */
export function controllerManager(context: PartContext): Part {
  const file = (name: string) => pkiFile(context, name);
  const kubeconfigPath = clientKubeconfig(context.layout, "controller-manager");
  return {
    name: "controller-manager",
    tool: "kube-controller-manager",
    listensOn: ["controller-manager"],
    arguments: [
      `--bind-address=${LOOPBACK}`,
      `--secure-port=${context.ports["controller-manager"]}`,
      `--tls-cert-file=${file("controller-manager-server.crt")}`,
      `--tls-private-key-file=${file("controller-manager-server.key")}`,
      `--kubeconfig=${kubeconfigPath}`,
      `--authentication-kubeconfig=${kubeconfigPath}`,
      `--authorization-kubeconfig=${kubeconfigPath}`,
      "--leader-elect=false",
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${file(TOKEN_PRIVATE_KEY)}`,
      `--root-ca-file=${file("cluster-ca.crt")}`,
      "--allocate-node-cidrs=true",
      `--cluster-cidr=${POD_CIDR}`,
      `--service-cluster-ip-range=${SERVICE_CIDR}`,
      "--profiling=false",
    ],
    isReady: () => isHealthy(clusterEndpoint(context, "controller-manager", "/healthz")),
  };
}
