import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context";
import { runCommand } from "../run-command";
import { sha256OfSources } from "../store/hash";
import type { GoBuild, ToolSpec } from "../tool-spec";
import { formatVersion, sameMajorAtLeast, type Version } from "../version";
import { WayUnavailable, type Way } from "./way";

/** One `go build` uses every processor already; several at once only compete for memory. */
let previousBuild: Promise<unknown> = Promise.resolve();

/**
 * The way by which a tool is built from its pinned Go module.
 * @param compilerCache where the compiler keeps what the builds of this run share, unless the user's GOCACHE names a place.
 */
export async function goBuildWay(
  context: Context,
  spec: ToolSpec,
  goBuild: GoBuild,
  compilerCache: string,
): Promise<Way> {
  const moduleFolder = join(context.checkout, "toolchain", "go", goBuild.module);
  const names = (await readdir(moduleFolder)).filter((name) => /^go\.(mod|sum)$|\.go$/.test(name));
  const sources = await sha256OfSources(
    moduleFolder,
    names.map((name) => join(moduleFolder, name)),
  );
  const flags = buildFlags(goBuild);
  return {
    origin: "go-build",
    heading: "building from Go modules",
    recipe: {
      tool: spec.name,
      version: spec.version,
      origin: "go-build",
      inputs: JSON.stringify([sources, flags, goBuild.package]),
    },
    obstacle: () => obstacle(context, moduleFolder),
    inTurn: oneAtATime,
    async build(folder, detail) {
      const args = ["build", ...flags, "-o", join(folder, spec.name), goBuild.package];
      await build(context, moduleFolder, args, compilerCache, detail);
    },
  };
}

/** Reproducible and static: no paths of this machine, no C library, no repository state in the result. */
function buildFlags({ stamp }: GoBuild): string[] {
  return [
    "-v",
    "-trimpath",
    "-mod=readonly",
    "-buildvcs=false",
    "-ldflags",
    ["-s", "-w", stamp].filter(Boolean).join(" "),
  ];
}

async function build(
  context: Context,
  cwd: string,
  args: readonly string[],
  compilerCache: string,
  detail: (text: string) => void,
) {
  const GOCACHE = context.environment["GOCACHE"] || compilerCache;
  let compiled = 0;
  const onLine = (line: string) =>
    detail(line.startsWith("go: ") ? line.slice("go: ".length) : `${++compiled} packages compiled`);
  const { code, output } = await runCommand("go", args, {
    cwd,
    env: { ...context.environment, GOCACHE, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOWORK: "off" },
    signal: context.signal,
    onLine,
  });
  if (code !== 0) {
    const end = output.trim().split("\n").slice(-5).join("\n    ");
    throw new WayUnavailable(`go build of ${args.at(-1)} failed with code ${code}:\n    ${end}`);
  }
}

/** No Go on PATH, or one older than the module asks for: Go does not download another on its own here. */
async function obstacle(context: Context, moduleFolder: string): Promise<string | undefined> {
  const needed = await goOfModule(moduleFolder);
  const remedy = `install Go ${formatVersion(needed)} or newer from https://go.dev/dl/`;
  const output = await outputOfGoVersion(context);
  if (output === undefined) return `there is no Go on PATH; ${remedy}`;
  const found = goVersion(output);
  if (found && sameMajorAtLeast.accepts(found, needed)) return undefined;
  return `Go on PATH is ${found ? formatVersion(found) : JSON.stringify(output.trim())}; ${remedy}`;
}

async function outputOfGoVersion({ environment, signal }: Context): Promise<string | undefined> {
  const env = { ...environment, GOTOOLCHAIN: "local" };
  try {
    return (await runCommand("go", ["version"], { env, signal })).output;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function goOfModule(moduleFolder: string): Promise<Version> {
  const goMod = await readFile(join(moduleFolder, "go.mod"), "utf8");
  const version = goVersion(/^go .*$/m.exec(goMod)?.[0] ?? "");
  if (!version) throw new Error(`${moduleFolder}/go.mod has no go line`);
  return version;
}

/** Of `go version go1.26.8 linux/amd64` or the line `go 1.25` of a go.mod: a Go version may lack its last number. */
function goVersion(text: string): Version | undefined {
  const [, major, minor, patch = "0"] = /\bgo ?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), preRelease: "" };
}

async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const mine = previousBuild.then(work, work);
  previousBuild = mine;
  return mine;
}
