import { TOOL_VERSIONS } from "../stacks/versions";
import type { ToolSpec } from "./tool-spec";
import { exactly } from "./version";

const PULUMI = TOOL_VERSIONS.pulumi;

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

/** The engine and its plugins: what previews and deploys. */
export const PULUMI_SPECS: readonly ToolSpec[] = [
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
];

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
