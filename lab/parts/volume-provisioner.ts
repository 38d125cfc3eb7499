import { clientKubeconfig, type Part, type PartContext } from "./part";

/**
 * The provisioner that K3s ships, as a process beside the cluster instead of a pod in it. Its helper pods, which would
 * make and remove directories on the nodes, are played like all pods. It listens nowhere, so running is all it can show.
 */
export function volumeProvisioner(context: PartContext): Part {
  return {
    name: "volume-provisioner",
    tool: "local-path-provisioner",
    listensOn: [],
    arguments: [
      "start",
      `--kubeconfig=${clientKubeconfig(context.layout, "volume-provisioner")}`,
      "--namespace=kube-system",
    ],
    isReady: () => Promise.resolve(true),
  };
}
