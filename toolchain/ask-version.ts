import { spawn } from "node:child_process";
import { Client, credentials, Server, ServerCredentials } from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Context } from "./context";
import { runCommand } from "./run-command";
import type { ToolSpec } from "./tool-spec";
import { findVersion, type Version } from "./version";

/** How long a tool may take to say which version it is: long, as one that is passed over is installed instead. */
const ANSWER_MS = 60_000;

/** Services that answer GetPluginInfo (Pulumi's plugin protocol, proto/pulumi/provider.proto and language.proto). */
const SERVICES = { "resource-plugin": "ResourceProvider", "language-plugin": "LanguageRuntime" } as const;

/** Runs an executable to learn its version. Undefined where it can't be run, does not say, or takes too long. */
export async function askVersion(context: Context, spec: ToolSpec, executable: string): Promise<Version | undefined> {
  try {
    if (typeof spec.askVersion === "string") return await askPlugin(context, executable, SERVICES[spec.askVersion]);
    const { output } = await runCommand(executable, spec.askVersion, {
      env: context.environment,
      signal: context.signal,
      timeoutMs: ANSWER_MS,
    });
    return findVersion(output);
  } catch {
    context.signal.throwIfAborted();
    return undefined;
  }
}

/** Plugins have no common version flag, but all answer this call: it is what the engine itself asks. */
async function askPlugin(context: Context, executable: string, service: string): Promise<Version | undefined> {
  const engine = new Server();
  const child = spawn(executable, [await listen(engine)], {
    env: context.environment,
    stdio: ["ignore", "pipe", "ignore"],
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(ANSWER_MS)]),
    killSignal: "SIGKILL",
  });
  try {
    const port = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => reject(new Error("ended without a port")));
      child.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    });
    return findVersion(await getPluginInfo(`127.0.0.1:${port}`, service));
  } finally {
    child.kill("SIGKILL");
    engine.forceShutdown();
  }
}

/** A plugin may leave when there is no engine at the address it is given, so there is one, which answers nothing. */
async function listen(engine: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(`127.0.0.1:${port}`),
    );
  });
}

async function getPluginInfo(address: string, service: string): Promise<string> {
  const client = new Client(address, credentials.createInsecure());
  try {
    return await new Promise<string>((resolve, reject) => {
      client.makeUnaryRequest(
        `/pulumirpc.${service}/GetPluginInfo`,
        (request: Empty) => Buffer.from(request.serializeBinary()),
        (bytes: Buffer) => PluginInfo.deserializeBinary(bytes),
        new Empty(),
        { deadline: Date.now() + ANSWER_MS },
        (error, info) => (error ? reject(error) : resolve(info?.getVersion() ?? "")),
      );
    });
  } finally {
    client.close();
  }
}
