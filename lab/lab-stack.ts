import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { EnvironmentName } from "../components/shared/labels";
import type { Toolchain } from "../toolchain";
import { UserError } from "../toolchain/user-error";
import { type LabAccess, type SettingChanges, writeStackOverlay } from "./stack-overlay";

const PROJECT_ROOT = path.resolve(__dirname, "..");

/** How a pulumi command ended. */
export interface PulumiResult {
  readonly exitCode: number;
  /** What it printed; empty where the output went to the terminal. */
  readonly output: string;
}

/** One environment's stack on a lab, with state and secrets of the lab's own. */
export interface LabStack {
  readonly environment: EnvironmentName;
  /** Runs `preview`, `up`, `refresh` or `destroy`. */
  program(args: readonly string[], output: "terminal" | "captured"): Promise<PulumiResult>;
  /** Runs a command that needs the state alone, such as `stack export`. */
  state(args: readonly string[]): Promise<PulumiResult>;
}

/** A lab that stacks can be deployed to. */
export interface StackTarget extends LabAccess {
  /** The lab's folder: state, passphrase and stack files lie in it and go with it. */
  readonly folder: string;
}

/**
 * The stack of `environment` on a lab; created on the first call.
 *
 * @param changes settings that differ from the committed stack file: for tests
 * @param programFolder where the Pulumi program is, if not in this checkout's root: for tests
 * @throws UserError when the stack can't be created
 */
export async function openLabStack(
  target: StackTarget,
  toolchain: Pick<Toolchain, "path" | "env">,
  environment: EnvironmentName,
  changes: SettingChanges = {},
  programFolder = PROJECT_ROOT,
): Promise<LabStack> {
  const folder = path.join(target.folder, "stacks");
  const stackFile = writeStackOverlay(folder, environment, target, changes);
  const env = pulumiEnvironment(target.folder, toolchain.env);
  const run = (args: readonly string[], output: "terminal" | "captured") =>
    runPulumi(toolchain.path("pulumi"), [...args, "--stack", environment], env, output);
  const stack: LabStack = {
    environment,
    program: (args, output) => run([...args, "--cwd", programFolder, "--config-file", stackFile], output),
    state: (args) => run([...args, "--cwd", folder], "captured"),
  };
  if (!existsSync(path.join(target.folder, "state", ".pulumi", "stacks", "gx", `${environment}.json`))) {
    const { exitCode, output } = await stack.state(["stack", "init", "--no-select"]);
    if (exitCode !== 0) throw new UserError(`pulumi can't create stack ${environment} on the lab: ${output.trim()}`);
  }
  return stack;
}

/** The process's environment without anything that would lead pulumi to the user's own stacks or clusters. */
function pulumiEnvironment(folder: string, toolchainEnv: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_") && name !== "KUBECONFIG");
  const state = path.join(folder, "state");
  mkdirSync(state, { recursive: true });
  return {
    ...Object.fromEntries(own),
    ...toolchainEnv,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder),
  };
}

function passphraseFile(folder: string): string {
  const file = path.join(folder, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return file;
}

function runPulumi(
  pulumi: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: "terminal" | "captured",
): Promise<PulumiResult> {
  return new Promise((resolve, reject) => {
    const captured = output === "captured";
    const child = spawn(pulumi, captured ? [...args, "--non-interactive", "--color=never"] : args, {
      env,
      stdio: captured ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, output: Buffer.concat(chunks).toString() }));
  });
}
