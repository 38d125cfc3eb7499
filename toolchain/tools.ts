import { TOOL_VERSIONS } from "../stacks/versions";
import { CLUSTER_SPECS, ETCD_CLIENT_SPECS } from "./cluster-tools";
import { PULUMI_SPECS } from "./pulumi-tools";
import type { ToolName, ToolSpec } from "./tool-spec";
import { sameMinor } from "./version";

/**
 * The oldest Go that every module under `toolchain/go` builds with: the highest `go` line of their go.mod files (kwok
 * 0.8.0 asks for it). The README tells users.
 */
export const MINIMUM_GO = "1.26";

const { actionlint: ACTIONLINT, versitygw: VERSITYGW } = TOOL_VERSIONS;

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
  [...PULUMI_SPECS, ...CLUSTER_SPECS, actionlint, versitygw, ...ETCD_CLIENT_SPECS].map((spec) => [spec.name, spec]),
);
