import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Context } from "./context";
import type { ReleaseFile, ToolSpec } from "./tool-spec";
import { sameMinor } from "./version";

/** A machine that tests can shape: a home, a PATH, a checkout and a toolchain folder, all under one temporary folder. */
export interface Machine {
  readonly root: string;
  /** First folder on PATH. */
  readonly bin: string;
  readonly context: Context;
  /** Every line of progress so far. */
  readonly said: string[];
  /** One line for each `go build` that was started on it. */
  builds(): number;
  /** The process ids of those builds. */
  buildPids(): string[];
  /** The compiler's cache of each of those builds, to which it has written. */
  compilerCaches(): string[];
  remove(): void;
}

/** A tool for tests that comes from wherever the parts say; the pinned version is 1.34.1. */
export function demoTool(parts: Partial<ToolSpec>): ToolSpec {
  return { name: "kwok", version: "1.34.1", suitable: sameMinor, askVersion: ["--version"], ...parts };
}

/** A build from the one Go module of a {@link Machine}'s checkout. */
export const DEMO_BUILD = { module: "demo", package: "." };

/** A machine with these tools declared and nothing installed. Its `go` is a script; see {@link putGo}. */
export function machine(tools: readonly ToolSpec[], overrides: Partial<Context> = {}): Machine {
  const root = mkdtempSync(join(tmpdir(), "gx-toolchain-test-"));
  const checkout = join(root, "checkout");
  const bin = join(root, "bin");
  write(join(checkout, "toolchain/go/demo/go.mod"), "module demo\n\ngo 1.25\n");
  symlinkSync(resolve(__dirname, "../node_modules"), join(checkout, "node_modules"));
  mkdirSync(bin);
  const said: string[] = [];
  const context: Context = {
    use: "lab",
    tools: new Map(tools.map((tool) => [tool.name, tool])),
    directory: join(root, "toolchain"),
    checkout,
    environment: { PATH: `${bin}:/usr/bin:/bin`, HOME: join(root, "home") },
    platform: { os: "linux", arch: "amd64" },
    hosts: hostsAt("http://127.0.0.1:1"),
    timeoutsMs: { connect: 60_000, stall: 60_000 },
    progress: {
      info: (text) => void said.push(text),
      step: async (heading, work) => {
        said.push(heading);
        return work(() => undefined);
      },
    },
    signal: new AbortController().signal,
    ...overrides,
  };
  const log = join(root, "builds.log");
  write(log, "");
  const logged = () => readFileSync(log, "utf8").split("\n").filter(Boolean);
  const buildPids = () => logged().map((line) => line.split(" ")[0] ?? "");
  return {
    root,
    bin,
    context,
    said,
    builds: () => buildPids().length,
    buildPids,
    compilerCaches: () => logged().map((line) => line.split(" ")[1] ?? ""),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Puts a `go` on the machine's PATH that "builds" a script printing `version`; with `gate`, once there is such a file. */
export function putGo(at: Machine, { version = "1.34.1", go = "1.26.8", gate = "/", fails = "" } = {}): void {
  putScript(
    join(at.bin, "go"),
    `if [ "$1" = version ]; then echo "go version go${go} linux/amd64"; exit; fi
mkdir -p "$GOCACHE" && echo object >> "$GOCACHE/objects"
echo "$$ $GOCACHE" >> ${at.root}/builds.log
while [ "$1" != -o ]; do shift; done
echo half > "$2"; while [ ! -e ${gate} ]; do sleep 0.05; done
if [ -n "${fails}" ]; then echo "${fails}" >&2; exit 1; fi
printf '#!/bin/sh\\necho demo v${version}\\n' > "$2"; chmod +x "$2"`,
  );
}

/** Writes an executable shell script. */
export function putScript(path: string, body: string): void {
  write(path, `#!/bin/sh\n${body}\n`, 0o755);
}

/** Writes a file and the folders to it. */
export function write(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}

/** A server on loopback that answers by path; a function answers as it likes. Requests are recorded as `METHOD /path`. */
export interface ReleaseServer {
  readonly address: string;
  readonly requests: string[];
  readonly files: Map<string, Buffer | string | ((request: IncomingMessage, response: ServerResponse) => void)>;
  close(): Promise<void>;
}

/** Starts a {@link ReleaseServer}; a path without a file answers 404. */
export async function releaseServer(): Promise<ReleaseServer> {
  const files: ReleaseServer["files"] = new Map();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const file = files.get(request.url ?? "");
    if (typeof file === "function") return file(request, response);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    files,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Every release host at one address. */
export function hostsAt(address: string): Context["hosts"] {
  return { "github.com": address, "dl.k8s.io": address, "registry-1.docker.io": address };
}

/** A download of `/demo` with its checksum at `/sums`. */
export const DEMO_DOWNLOAD: ReleaseFile = {
  host: "github.com",
  file: () => "demo",
  checksum: () => ({ publishedAt: "sums" }),
  unpack: "binary",
};

/** An executable that prints a version, as a release would hold it. */
export function released(version: string): string {
  return `#!/bin/sh\necho demo v${version} official\n`;
}

/** A checksum line for a file's content. */
export function checksumLine(content: Buffer | string, file: string): string {
  return `${createHash("sha256").update(content).digest("hex")}  ${file}\n`;
}

/** Source of a resource plugin that only tells its version, over Pulumi's plugin protocol. */
export function pluginSource(version: string): string {
  return `
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb.js");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb.js");
const server = new Server();
const answer = new PluginInfo();
answer.setVersion(${JSON.stringify(version)});
server.addService({ info: { path: "/pulumirpc.ResourceProvider/GetPluginInfo", requestStream: false, responseStream: false,
  requestSerialize: (m) => Buffer.from(m.serializeBinary()), requestDeserialize: (b) => Empty.deserializeBinary(b),
  responseSerialize: (m) => Buffer.from(m.serializeBinary()), responseDeserialize: (b) => PluginInfo.deserializeBinary(b) } },
  { info: (_call, reply) => reply(null, answer) });
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => console.log(port));
`;
}

/** Puts a plugin that tells its version at `path`: stands for an official one. */
export function putPlugin(path: string, version: string): void {
  write(`${path}.main.js`, pluginSource(version));
  const modules = resolve(__dirname, "../node_modules");
  putScript(path, `NODE_PATH='${modules}' exec '${process.execPath}' '${path}.main.js' "$@"`);
}

/** A gzipped tar of files in a folder. */
export function archive(folder: string, ...names: string[]): Buffer {
  return execFileSync("tar", ["-czf", "-", "-C", folder, ...names], { maxBuffer: 1e8 });
}
