import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { UserError } from "./user-error";
import type { Progress } from "./progress";
import { type Platform, type ReleaseHost, type ToolName, type ToolSpec } from "./tool-spec";
import { TOOLS } from "./tools";
import type { WrittenFolder } from "./store/folder-errors";
import { sha256Of } from "./store/hash";

/** What tools are for. On a lab a stand-in may take the place of an official plugin; nothing else ever runs on one. */
export type Use = "lab" | "production";

/** Everything about the machine and the run that installing depends on, in one place so that tests can set it. */
export interface Context {
  readonly use: Use;
  readonly tools: ReadonlyMap<ToolName, ToolSpec>;
  /** Folder that everything is installed in, absolute. */
  readonly directory: string;
  /** Root of this checkout, absolute: its `toolchain/` and `node_modules/` are used. */
  readonly checkout: string;
  /** The environment of the caller. */
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: Platform;
  /** Base address, without a trailing slash, of each release host. */
  readonly hosts: Readonly<Record<ReleaseHost, string>>;
  /** `connect`: until a host answers; `stall`: without a byte of a transfer. Milliseconds. */
  readonly timeoutsMs: { readonly connect: number; readonly stall: number };
  readonly progress: Progress;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/**
 * The context of this machine: the folder is `$GX_TOOLCHAIN_DIR`, or else `gx-infrastructure/toolchain` in the user's cache folder.
 * @throws UserError on a platform that no tool is published for.
 */
export function contextOfThisMachine(progress: Progress, signal: AbortSignal, use: Use): Context {
  const { GX_TOOLCHAIN_DIR, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME || join(homedir(), ".cache");
  return {
    use,
    tools: TOOLS,
    directory: resolve(GX_TOOLCHAIN_DIR || join(caches, "gx-infrastructure", "toolchain")),
    checkout: resolve(__dirname, ".."),
    environment: process.env,
    platform: thisPlatform(),
    hosts: {
      "github.com": "https://github.com",
      "dl.k8s.io": "https://dl.k8s.io",
      "registry-1.docker.io": "https://registry-1.docker.io",
    },
    timeoutsMs: { connect: 3_000, stall: 10_000 },
    progress,
    signal,
  };
}

/** The folder that everything is installed in, with the words for where it can't be. */
export function toolchainFolder({ directory }: Context): WrittenFolder {
  return {
    folder: directory,
    what: "the toolchain can't be installed",
    otherwise: "name another folder in GX_TOOLCHAIN_DIR (it takes about 1 GB, and up to 8 GB more while Go builds)",
  };
}

/**
 * Folder of what belongs to this checkout alone: its Pulumi home and links to its tools. Production has its own, so that a lab that
 * is started meanwhile can't put a stand-in there.
 */
export function checkoutFolder({ directory, checkout, use }: Context): string {
  return join(directory, use === "lab" ? "checkouts" : use, `${basename(checkout)}-${sha256Of(checkout).slice(0, 8)}`);
}

function thisPlatform(): Platform {
  const { platform: os, arch } = process;
  if ((os !== "linux" && os !== "darwin") || (arch !== "x64" && arch !== "arm64")) {
    throw new UserError(
      `this machine is ${os}/${arch}: the toolchain runs on Linux and macOS, x64 and arm64; use one of those, or a virtual machine of one.`,
    );
  }
  return { os, arch: arch === "x64" ? "amd64" : "arm64" };
}
