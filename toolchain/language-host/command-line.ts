import { createRequire } from "node:module";
import { join } from "node:path";
import type { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { parseRuntimeOptions, type RuntimeOptions } from "./runtime-options";

/** A process to start: Node.js with these arguments and this environment. */
export interface CommandLine {
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** The Pulumi SDK isn't installed where the program would load it from. */
export class SdkMissingError extends Error {}

/** The runtime options a request carries. @throws RuntimeOptionError */
export function optionsOf(info: ProgramInfo | undefined): RuntimeOptions {
  return parseRuntimeOptions((info?.getOptions()?.toJavaScript() ?? {}) as Record<string, unknown>);
}

/**
 * The SDK's own launcher as the program in `directory` would resolve it, so that program and launcher share one SDK.
 *
 * @param launcher "run", "run-plugin" or "run-policy-pack".
 * @throws SdkMissingError naming the folder and the remedy.
 */
export function sdkLauncher(launcher: string, directory: string): string {
  try {
    return createRequire(join(directory, "package.json")).resolve(`@pulumi/pulumi/cmd/${launcher}`);
  } catch {
    throw new SdkMissingError(`@pulumi/pulumi is not installed for ${directory}: run "npm ci" there.`);
  }
}

/**
 * How the SDK's `cmd/run` wants a program started: where to report, what to run, and the stack's configuration. Configuration
 * goes through the environment, never through arguments, which every user of the machine can read.
 *
 * @throws RuntimeOptionError, SdkMissingError
 */
export function programCommandLine(request: RunRequest, engineAddress: string | undefined): CommandLine {
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() || request.getPwd();
  const options = optionsOf(info);
  const flag = (name: string, value: string | undefined) => (value ? [`--${name}`, value] : []);
  return {
    arguments: [
      ...options.nodeArguments,
      sdkLauncher("run", directory),
      ...flag("monitor", request.getMonitorAddress()),
      ...flag("engine", engineAddress),
      ...flag("organization", request.getOrganization()),
      ...flag("project", request.getProject()),
      ...flag("root-directory", info?.getRootDirectory()),
      ...flag("stack", request.getStack()),
      ...flag("pwd", directory),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      ...flag("parallel", String(request.getParallel())),
      info?.getEntryPoint() || request.getProgram() || ".",
      ...request.getArgsList(),
    ],
    environment: {
      ...typescriptEnvironment(options),
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  };
}

/** What tells the SDK's launchers how to load TypeScript. */
export function typescriptEnvironment(options: RuntimeOptions): NodeJS.ProcessEnv {
  return {
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
    ...(options.tsconfig !== undefined && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}
