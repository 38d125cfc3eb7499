import type { ServerWritableStream } from "@grpc/grpc-js";
import { RunPluginResponse, type RunPluginRequest } from "@pulumi/pulumi/proto/language_pb";
import { end, ending, type Children } from "./children";
import { optionsOf, sdkLauncher, typescriptEnvironment, type CommandLine } from "./command-line";

/** What the engine calls the kind of plugin that a policy pack is. */
const POLICY_PACK = "analyzer";

/** Runs a plugin written in TypeScript (a policy pack, a provider) and streams what it prints, then its exit code. */
export async function runPlugin(
  call: Pick<ServerWritableStream<RunPluginRequest, RunPluginResponse>, "request" | "on" | "write">,
  children: Children,
): Promise<void> {
  const child = children.start(pluginCommandLine(call.request), pluginDirectory(call.request));
  child.stdout.on("data", (bytes: Buffer) => call.write(say((response) => response.setStdout(bytes))));
  child.stderr.on("data", (bytes: Buffer) => call.write(say((response) => response.setStderr(bytes))));
  call.on("cancelled", () => void end(child));
  const { code } = await ending(child);
  call.write(say((response) => response.setExitcode(code ?? 1)));
}

/** A policy pack is started with the engine's address before its folder, any other plugin with its folder first. */
export function pluginCommandLine(request: RunPluginRequest): CommandLine {
  const folder = programFolder(request);
  const options = optionsOf(request.getInfo());
  const isPolicyPack = request.getKind() === POLICY_PACK;
  return {
    arguments: [
      ...options.nodeArguments,
      sdkLauncher(isPolicyPack ? "run-policy-pack" : "run-plugin", folder),
      ...(isPolicyPack ? [...request.getArgsList(), folder] : [folder, ...request.getArgsList()]),
    ],
    environment: {
      ...Object.fromEntries(request.getEnvList().map(splitAssignment)),
      ...typescriptEnvironment(options),
    },
  };
}

/** Where a plugin starts: @pulumi/policy reads its own package.json from there, whatever folder the engine proposes. */
function pluginDirectory(request: RunPluginRequest): string {
  return request.getKind() === POLICY_PACK ? programFolder(request) : request.getPwd() || process.cwd();
}

function programFolder(request: RunPluginRequest): string {
  return request.getInfo()?.getProgramDirectory() || request.getProgram();
}

function splitAssignment(assignment: string): [string, string] {
  const at = assignment.indexOf("=");
  return at < 0 ? [assignment, ""] : [assignment.slice(0, at), assignment.slice(at + 1)];
}

function say(what: (response: RunPluginResponse) => void): RunPluginResponse {
  const response = new RunPluginResponse();
  what(response);
  return response;
}
