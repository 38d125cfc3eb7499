/** What a node's services are configured with. That they run with it is seen by `npm run drill -- nodes`. */
import { expect, it } from "@jest/globals";

import { SERVICE_CIDR } from "../cluster-constants";
import { labNodesOf } from "../inventory-nodes";
import {
  containerdConfig,
  kubeletConfig,
  kubeletFlags,
  kubeProxyConfig,
  kubeRouterFlags,
  podNetworkConfig,
  resolvConf,
} from "./node-files";

const [first] = labNodesOf();

it("the kubelet registers under the inventory's name and labels, at the lab's address", () => {
  expect(kubeletFlags(first!, 0).split("\n")).toEqual([
    "--hostname-override=srv1089618.hstgr.cloud",
    "--node-ip=10.99.0.11",
    "--node-labels=node-id=vps1,node-role=primary,topology.kubernetes.io/region=kuala-lumpur,zone=us-east",
    "--kubeconfig=/etc/kubernetes/kubelet.kubeconfig",
    "",
  ]);
});

it("the nodes share the machine's memory", () => {
  expect(kubeletConfig(16 * 2 ** 30, 4)).toMatchObject({ systemReserved: { memory: `${12 * 1024}Mi` } });
  expect(kubeletConfig(16 * 2 ** 30, 1)).toMatchObject({ systemReserved: { memory: "0Mi" } });
});

it("the kubelet lets nobody in who isn't known, and asks nobody outside for names", () => {
  expect(kubeletConfig(1, 1)).toMatchObject({
    authentication: { anonymous: { enabled: false } },
    authorization: { mode: "Webhook" },
    resolvConf: "/etc/resolv.conf",
  });
  // The lab's own: see switch.ts.
  expect(resolvConf()).toBe("nameserver 10.99.0.1\n");
});

it("kube-proxy leaves the machine's settings as they are", () => {
  expect(kubeProxyConfig(first!)).toMatchObject({
    hostnameOverride: first!.name,
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  });
});

it("kube-router keeps to NetworkPolicies", () => {
  const off = ["--run-router=false", "--run-service-proxy=false", "--enable-cni=false"];
  expect(kubeRouterFlags(first!).split("\n")).toEqual(expect.arrayContaining(["--run-firewall=true", ...off]));
});

it("pods get addresses of their node's range, which no node hides", () => {
  const { plugins } = podNetworkConfig("10.42.3.0/24") as { plugins: object[] };
  expect(plugins[0]).toMatchObject({ type: "bridge", ipMasq: false, ipam: { ranges: [[{ subnet: "10.42.3.0/24" }]] } });
});

it("the DNS address is one of the Services'", () => {
  const { clusterDNS } = kubeletConfig(1, 1) as { clusterDNS: string[] };
  expect(clusterDNS[0]?.startsWith(SERVICE_CIDR.replace("0.0/16", ""))).toBe(true);
});

it("containerd holds pods' namespaces with the image that there is", () => {
  expect(containerdConfig()).toContain('sandbox_image = "gx.lab/busybox:1"');
});
