import { POD_CIDR } from "../../components/shared/networks";
import { ADVERTISED_API_ADDRESS, CLUSTER_DOMAIN, nodeAddress, SERVICE_CIDR } from "../cluster-constants";
import type { LabNode } from "../nodes";

/** What the pods' image and that of their sandboxes is called: no registry has it. */
export const POD_IMAGE = "gx.lab/busybox:1";
/** Where Debian's package containernetworking-plugins has its programs. */
export const CNI_PROGRAMS = "/usr/lib/cni";
/** Where containerd listens, inside a node. */
const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";
/** The address of the cluster's DNS, K3s' default. */
const DNS_ADDRESS = "10.43.0.10";

/** Where a node says whom it asks for names: what CoreDNS asks for those that aren't the cluster's. */
const RESOLV_CONF = "/etc/resolv.conf";

/** Whom a node asks for names: the one in the frame that knows none (other-names.ts). Nobody would make CoreDNS ask itself, and end. */
export function resolvConf(): string {
  return `nameserver ${ADVERTISED_API_ADDRESS}\n`;
}

/** containerd's configuration. */
export function containerdConfig(): string {
  return `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${POD_IMAGE}"
  # Where the machine itself may not lower it, asking for it would fail.
  restrict_oom_score_adj = true
  disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${CNI_PROGRAMS}"
  conf_dir = "/etc/cni/net.d"
`;
}

/**
 * The kubelet's configuration.
 * @param machineBytes the machine's memory, which every kubelet takes for its node's; the nodes share it
 */
export function kubeletConfig(machineBytes: number, nodes: number): object {
  const othersMebibytes = Math.floor((machineBytes * (nodes - 1)) / nodes / 2 ** 20);
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: "/etc/kubernetes/cluster-ca.crt" },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: "/etc/kubernetes/kubelet.crt",
    tlsPrivateKeyFile: "/etc/kubernetes/kubelet.key",
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    clusterDomain: CLUSTER_DOMAIN,
    clusterDNS: [DNS_ADDRESS],
    resolvConf: RESOLV_CONF,
    systemReserved: { memory: `${othersMebibytes}Mi` },
    enforceNodeAllocatable: [],
    nodeStatusUpdateFrequency: "5s",
    // The disk is the machine's, and its images aren't to be had again.
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    imageGCHighThresholdPercent: 100,
  };
}

/** The kubelet's flags that its configuration has no fields for, one a line: labels as K3s is given them. */
export function kubeletFlags(node: LabNode, index: number): string {
  const labels = Object.entries(node.labels).map(([key, value]) => `${key}=${value}`);
  return [
    `--hostname-override=${node.name}`,
    `--node-ip=${nodeAddress(index)}`,
    `--node-labels=${labels.join(",")}`,
    "--kubeconfig=/etc/kubernetes/kubelet.kubeconfig",
    "",
  ].join("\n");
}

/** kube-proxy's configuration. */
export function kubeProxyConfig(node: LabNode): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: "/etc/kubernetes/kube-proxy.kubeconfig" },
    hostnameOverride: node.name,
    mode: "iptables",
    clusterCIDR: POD_CIDR,
    iptables: { minSyncPeriod: "0s" },
    // These settings are the machine's, not the node's: 0 leaves them as they are.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}

/** kube-router's flags, one a line: it enforces NetworkPolicies and does nothing else, as within K3s. */
export function kubeRouterFlags(node: LabNode): string {
  return [
    "--kubeconfig=/etc/kubernetes/kube-router.kubeconfig",
    `--hostname-override=${node.name}`,
    "--run-firewall=true",
    "--run-router=false",
    "--run-service-proxy=false",
    "--enable-cni=false",
    `--service-cluster-ip-range=${SERVICE_CIDR}`,
    "--health-port=0",
    "",
  ].join("\n");
}

/** How pods are connected to their node: by a bridge, with addresses out of the node's range, and no way past the node. */
export function podNetworkConfig(range: string): object {
  const ipam = { type: "host-local", ranges: [[{ subnet: range }]], routes: [{ dst: "0.0.0.0/0" }] };
  return {
    cniVersion: "1.0.0",
    name: "pods",
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: { ...ipam, dataDir: "/run/pod-addresses" },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
}
