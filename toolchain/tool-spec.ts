import type { SuitabilityRule } from "./version";

/** What a `pulumi preview` or `up` of this program needs. */
export const PULUMI_TOOLS = [
  "pulumi",
  "pulumi-language-nodejs",
  "pulumi-resource-kubernetes",
  "pulumi-resource-random",
  "pulumi-resource-command",
] as const;

/** What the embedded cluster is made of. */
export const CONTROL_PLANE_TOOLS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubectl",
  "kwok",
  "local-path-provisioner",
] as const;

/** What the nodes of a lab with real nodes run, beside Debian's containerd; CoreDNS in pods. */
export const NODE_TOOLS = ["kubelet", "kube-proxy", "kube-router", "coredns"] as const;

/** What tests need; an image takes its S3 server from here as well. */
export const TEST_TOOLS = ["actionlint", "versitygw", "etcdctl", "etcdutl"] as const;

/** Every tool that the toolchain provides, named as its executable. */
export type ToolName =
  | (typeof PULUMI_TOOLS)[number]
  | (typeof CONTROL_PLANE_TOOLS)[number]
  | (typeof NODE_TOOLS)[number]
  | (typeof TEST_TOOLS)[number];

/** Where official releases are published: a base address for each is set in the context. */
export type ReleaseHost = "github.com" | "dl.k8s.io" | "registry-1.docker.io";

/** A platform as Go names it. */
export interface Platform {
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
}

/** Where a download's checksum comes from. */
export type ChecksumSource =
  /** A file of the same release: either the bare digest or lines of `DIGEST  FILE`. */
  | { readonly publishedAt: string }
  /** The publisher has no checksum file: SHA-256 by `os-arch`, recorded here. */
  | { readonly sha256: Readonly<Record<string, string>> };

/** Where an official release is to be had. */
export type OfficialDownload = ReleaseFile | ReleaseImage;

/** An official release file. Paths are relative to the host's base address. */
export interface ReleaseFile {
  readonly host: ReleaseHost;
  file(platform: Platform): string;
  checksum(platform: Platform): ChecksumSource;
  /** `binary`: the file is the executable. Otherwise a gzipped tar, whose leading path components are dropped. */
  readonly unpack: "binary" | { readonly stripComponents: number };
}

/** The official release of a tool that is published in a container image only, named there as the tool. */
export interface ReleaseImage {
  /** The registry. */
  readonly host: ReleaseHost;
  readonly repository: string;
  /** `sha256:…` of the index of the images for all platforms. */
  readonly digest: string;
  /** Folder of the executable in the image, without slashes around it. */
  readonly folder: string;
}

/** A build from the Go module `toolchain/go/<module>`, whose go.mod and go.sum pin everything. */
export interface GoBuild {
  readonly module: string;
  readonly package: string;
  /** Linker flags `-X name=value`: what the tool reports as its version. */
  readonly stamp?: string;
}

/** One tool: its version, what else would do, and the ways to get it, in order of preference. */
export interface ToolSpec {
  readonly name: ToolName;
  readonly version: string;
  readonly suitable: SuitabilityRule;
  /** How it is asked for its version: arguments to run it with, or Pulumi's plugin protocol. */
  readonly askVersion: readonly string[] | "resource-plugin" | "language-plugin";
  /** The tool beside whose executable it is found. */
  readonly shippedWith?: ToolName;
  /** Name of its folder under `$PULUMI_HOME/plugins`, without the version. */
  readonly pluginKind?: string;
  readonly download?: OfficialDownload;
  readonly goBuild?: GoBuild;
  /** Folder under `toolchain/` of the TypeScript program that stands in where there is nothing official to be had. */
  readonly standIn?: string;
}
