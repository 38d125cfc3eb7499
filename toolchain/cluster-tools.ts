import { TOOL_VERSIONS } from "../stacks/versions";
import type { Platform, ToolName, ToolSpec } from "./tool-spec";
import { sameMinor, withinOneMinor, type SuitabilityRule } from "./version";

const {
  kubernetes: KUBERNETES,
  etcd: ETCD,
  kwok: KWOK,
  "local-path-provisioner": LOCAL_PATH,
  "kube-router": KUBE_ROUTER,
  coredns: COREDNS,
} = TOOL_VERSIONS;

/** SHA-256 of kwok 0.8.0's release files, for which no checksum file is published; as the AUR package kwok-bin records them. */
const KWOK_SHA256 = {
  "linux-amd64": "f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46",
  "linux-arm64": "628f7d277860f524a2a775c217adcc58828e7b59ab0933680315784f1b8b0e37",
};

/** Of the image that Docker Hub serves as rancher/local-path-provisioner:v0.0.30: what K3s nodes report that pulled it by that tag. */
const LOCAL_PATH_IMAGE = "sha256:9b914881170048f80ae9302f36e5b99b4a6b18af73a38adc1c66d12f65d360be";

const etcd = etcdProgram("etcd", ["--version"], { module: "control-plane", package: "go.etcd.io/etcd/server/v3" });

/** What takes snapshots of etcd and restores them. */
export const ETCD_CLIENT_SPECS: readonly ToolSpec[] = (["etcdctl", "etcdutl"] as const).map((name) =>
  etcdProgram(name, ["version"], { module: "etcd-clients", package: `go.etcd.io/etcd/${name}/v3` }),
);

const kwok: ToolSpec = {
  name: "kwok",
  version: KWOK,
  suitable: sameMinor,
  askVersion: ["--version"],
  download: {
    host: "github.com",
    file: ({ os, arch }) => `kubernetes-sigs/kwok/releases/download/v${KWOK}/kwok-${os}-${arch}`,
    checksum: () => ({ sha256: KWOK_SHA256 }),
    unpack: "binary",
  },
  goBuild: { module: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok" },
};

/** Published as a container image only; at its pin a build of it prints its version only when stamped. */
const localPathProvisioner: ToolSpec = {
  name: "local-path-provisioner",
  version: LOCAL_PATH,
  suitable: sameMinor,
  askVersion: ["--version"],
  download: {
    host: "registry-1.docker.io",
    repository: "rancher/local-path-provisioner",
    digest: LOCAL_PATH_IMAGE,
    folder: "usr/bin",
  },
  goBuild: {
    module: "local-path-provisioner",
    package: "github.com/rancher/local-path-provisioner",
    stamp: `-X main.VERSION=${LOCAL_PATH}`,
  },
};

/** What K3s enforces NetworkPolicies with: its own fork, of which nobody publishes a program. */
const kubeRouter: ToolSpec = {
  name: "kube-router",
  version: KUBE_ROUTER,
  suitable: sameMinor,
  askVersion: ["--version"],
  goBuild: {
    module: "kube-router",
    package: "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router",
    stamp: `-X github.com/cloudnativelabs/kube-router/v2/pkg/version.Version=v${KUBE_ROUTER}`,
  },
};

const coredns: ToolSpec = {
  name: "coredns",
  version: COREDNS,
  suitable: sameMinor,
  askVersion: ["-version"],
  download: {
    host: "github.com",
    file: ({ os, arch }) => `coredns/coredns/releases/download/v${COREDNS}/coredns_${COREDNS}_${os}_${arch}.tgz`,
    checksum: ({ os, arch }) => ({
      publishedAt: `coredns/coredns/releases/download/v${COREDNS}/coredns_${COREDNS}_${os}_${arch}.tgz.sha256`,
    }),
    unpack: { stripComponents: 0 },
  },
  goBuild: { module: "coredns", package: "github.com/coredns/coredns" },
};

/** What a lab's control plane and its nodes are made of. */
export const CLUSTER_SPECS: readonly ToolSpec[] = [
  etcd,
  kubernetesProgram("kube-apiserver", ["--version"], sameMinor),
  kubernetesProgram("kube-controller-manager", ["--version"], sameMinor),
  kubernetesProgram("kube-scheduler", ["--version"], sameMinor),
  kubernetesProgram("kubectl", ["version", "--client"], withinOneMinor),
  kubernetesProgram("kubelet", ["--version"], sameMinor, "node"),
  kubernetesProgram("kube-proxy", ["--version"], sameMinor, "node"),
  kwok,
  localPathProvisioner,
  kubeRouter,
  coredns,
];

function etcdProgram(
  name: Extract<ToolName, `etcd${string}`>,
  askVersion: readonly string[],
  goBuild: NonNullable<ToolSpec["goBuild"]>,
): ToolSpec {
  return {
    ...{ name, version: ETCD, suitable: sameMinor, askVersion, goBuild },
    download: {
      host: "github.com",
      file: ({ os, arch }) => `etcd-io/etcd/releases/download/v${ETCD}/etcd-v${ETCD}-${os}-${arch}.tar.gz`,
      checksum: () => ({
        publishedAt: `etcd-io/etcd/releases/download/v${ETCD}/SHA256SUMS`,
      }),
      unpack: { stripComponents: 1 },
    },
  };
}

/** @param module the Go module that it is built from: a change of one rebuilds all that comes from it, so nodes have their own */
function kubernetesProgram(
  name: Extract<ToolName, `kube${string}`>,
  askVersion: readonly string[],
  suitable: SuitabilityRule,
  module = "control-plane",
): ToolSpec {
  const file = ({ os, arch }: Platform) => `release/v${KUBERNETES}/bin/${os}/${arch}/${name}`;
  return {
    name,
    version: KUBERNETES,
    suitable,
    askVersion,
    download: {
      host: "dl.k8s.io",
      file,
      checksum: (platform) => ({ publishedAt: `${file(platform)}.sha256` }),
      unpack: "binary",
    },
    goBuild: {
      module,
      package: `k8s.io/kubernetes/cmd/${name}`,
      stamp: `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES}`,
    },
  };
}
