import { TOOL_VERSIONS } from "../stacks/versions";
import type { Platform, ToolName, ToolSpec } from "./tool-spec";
import { exactly, sameMinor, withinOneMinor, type SuitabilityRule } from "./version";

/**
 * The oldest Go that every module under `toolchain/go` builds with: the highest `go` line of their go.mod files (kwok
 * 0.8.0 asks for it). The README tells users.
 */
export const MINIMUM_GO = "1.26";

const {
  pulumi: PULUMI,
  kubernetes: KUBERNETES,
  etcd: ETCD,
  kwok: KWOK,
  "local-path-provisioner": LOCAL_PATH,
  "kube-router": KUBE_ROUTER,
  coredns: COREDNS,
  actionlint: ACTIONLINT,
  versitygw: VERSITYGW,
} = TOOL_VERSIONS;

/** SHA-256 of kwok 0.8.0's release files, for which no checksum file is published; as the AUR package kwok-bin records them. */
const KWOK_SHA256 = {
  "linux-amd64": "f5a4385a2ae1b9dd7f8acae18e002a75c0ebba124ae9d7259aa8dadb50711f46",
  "linux-arm64": "628f7d277860f524a2a775c217adcc58828e7b59ab0933680315784f1b8b0e37",
};

/** Of the image that Docker Hub serves as rancher/local-path-provisioner:v0.0.30: what K3s nodes report that pulled it by that tag. */
const LOCAL_PATH_IMAGE = "sha256:9b914881170048f80ae9302f36e5b99b4a6b18af73a38adc1c66d12f65d360be";

const pulumi: ToolSpec = {
  name: "pulumi",
  version: PULUMI,
  // No newer one either: what it prints of secrets is known of the tested one alone (ops/pulumi-text.ts).
  suitable: exactly,
  askVersion: ["version"],
  download: {
    host: "github.com",
    file: ({ os, arch }) =>
      `pulumi/pulumi/releases/download/v${PULUMI}/pulumi-v${PULUMI}-${os}-${arch === "amd64" ? "x64" : arch}.tar.gz`,
    checksum: () => ({
      publishedAt: `pulumi/pulumi/releases/download/v${PULUMI}/pulumi-${PULUMI}-checksums.txt`,
    }),
    unpack: { stripComponents: 1 },
  },
  goBuild: {
    module: "pulumi",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    stamp: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PULUMI}`,
  },
};

const languageHost: ToolSpec = {
  name: "pulumi-language-nodejs",
  version: PULUMI,
  suitable: exactly,
  askVersion: "language-plugin",
  shippedWith: "pulumi",
  pluginKind: "language-nodejs",
  standIn: "language-host",
};

const etcd: ToolSpec = {
  name: "etcd",
  version: ETCD,
  suitable: sameMinor,
  askVersion: ["--version"],
  download: {
    host: "github.com",
    file: ({ os, arch }) => `etcd-io/etcd/releases/download/v${ETCD}/etcd-v${ETCD}-${os}-${arch}.tar.gz`,
    checksum: () => ({
      publishedAt: `etcd-io/etcd/releases/download/v${ETCD}/SHA256SUMS`,
    }),
    unpack: { stripComponents: 1 },
  },
  goBuild: { module: "control-plane", package: "go.etcd.io/etcd/server/v3" },
};

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

const actionlint: ToolSpec = {
  name: "actionlint",
  version: ACTIONLINT,
  suitable: sameMinor,
  askVersion: ["-version"],
  download: {
    host: "github.com",
    file: ({ os, arch }) =>
      `rhysd/actionlint/releases/download/v${ACTIONLINT}/actionlint_${ACTIONLINT}_${os}_${arch}.tar.gz`,
    checksum: () => ({
      publishedAt: `rhysd/actionlint/releases/download/v${ACTIONLINT}/actionlint_${ACTIONLINT}_checksums.txt`,
    }),
    unpack: { stripComponents: 0 },
  },
  goBuild: { module: "actionlint", package: "github.com/rhysd/actionlint/cmd/actionlint" },
};

/** An S3 server: what state is kept in where a test does as a real environment. */
const versitygw: ToolSpec = {
  name: "versitygw",
  version: VERSITYGW,
  suitable: sameMinor,
  askVersion: ["--version"],
  download: {
    host: "github.com",
    file: ({ os, arch }) =>
      `versity/versitygw/releases/download/v${VERSITYGW}/versitygw_v${VERSITYGW}_${os === "linux" ? "Linux" : "Darwin"}_${arch === "amd64" ? "x86_64" : arch}.tar.gz`,
    checksum: () => ({ publishedAt: `versity/versitygw/releases/download/v${VERSITYGW}/checksums.txt` }),
    unpack: { stripComponents: 1 },
  },
  goBuild: {
    module: "versitygw",
    package: "github.com/versity/versitygw/cmd/versitygw",
    stamp: `-X main.Version=v${VERSITYGW}`,
  },
};

/** Every tool, by name. */
export const TOOLS: ReadonlyMap<ToolName, ToolSpec> = new Map(
  [
    pulumi,
    languageHost,
    resourcePlugin("kubernetes", {
      goBuild: {
        module: "kubernetes-provider",
        package: ".",
        stamp: `-X main.version=${TOOL_VERSIONS["pulumi-resource-kubernetes"]}`,
      },
    }),
    resourcePlugin("random", { standIn: "plugins/random" }),
    resourcePlugin("command", { standIn: "plugins/command" }),
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
    actionlint,
    versitygw,
  ].map((spec) => [spec.name, spec]),
);

function resourcePlugin(
  provider: "kubernetes" | "random" | "command",
  otherwise: Pick<ToolSpec, "goBuild" | "standIn">,
): ToolSpec {
  const name = `pulumi-resource-${provider}` as const;
  const version = TOOL_VERSIONS[name];
  const release = `pulumi/pulumi-${provider}/releases/download/v${version}`;
  return {
    name,
    version,
    suitable: exactly,
    askVersion: "resource-plugin",
    pluginKind: `resource-${provider}`,
    download: {
      host: "github.com",
      file: ({ os, arch }) => `${release}/${name}-v${version}-${os}-${arch}.tar.gz`,
      checksum: () => ({
        publishedAt: `${release}/pulumi-${provider}_${version}_checksums.txt`,
      }),
      unpack: { stripComponents: 0 },
    },
    ...otherwise,
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
