import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { EnvironmentName } from "../components/shared/labels";
import type { Toolchain } from "../toolchain";
import { UserError } from "../toolchain/user-error";
import { labCommand } from "./advice";
import { explainLabFolder } from "./files";
import { type PulumiResult, runPulumi } from "./run-pulumi";
import { type LabAccess, type SettingChanges, writeStackOverlay } from "./stack-overlay";

export type { PulumiResult } from "./run-pulumi";

const PROJECT_ROOT = path.resolve(__dirname, "..");

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
 * @throws UserError when the stack can't be created, the lab's folder can't be written, or its passphrase is gone
 */
export async function openLabStack(
  target: StackTarget,
  toolchain: Pick<Toolchain, "path" | "env">,
  environment: EnvironmentName,
  changes: SettingChanges = {},
  programFolder = PROJECT_ROOT,
): Promise<LabStack> {
  const folder = path.join(target.folder, "stacks");
  const [stackFile, env] = await explainLabFolder(target.folder, async () => [
    writeStackOverlay(folder, environment, target, changes),
    pulumiEnvironment(target.folder, toolchain.env),
  ]);
  const run = (args: readonly string[], output: "terminal" | "captured") =>
    runPulumi(toolchain.path("pulumi"), [...args, "--stack", environment], env, output);
  const stack: LabStack = {
    environment,
    program: (args, output) => run([...args, "--cwd", programFolder, "--config-file", stackFile], output),
    state: (args) => run([...args, "--cwd", folder], "captured"),
  };
  if (!existsSync(path.join(stateFolder(target), ".pulumi", "stacks", "gx", `${environment}.json`))) {
    const { exitCode, output } = await stack.state(["stack", "init", "--no-select"]);
    if (exitCode !== 0) throw new UserError(`pulumi can't create stack ${environment} on the lab: ${output.trim()}`);
  }
  return stack;
}

/** Where the lab's Pulumi state is. */
export function stateFolder({ folder }: Pick<StackTarget, "folder">): string {
  return path.join(folder, "state");
}

/** The process's environment without anything that would lead pulumi to the user's own stacks or clusters. */
function pulumiEnvironment(folder: string, toolchainEnv: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("PULUMI_") && name !== "KUBECONFIG");
  const state = stateFolder({ folder });
  mkdirSync(state, { recursive: true });
  return {
    ...Object.fromEntries(own),
    ...toolchainEnv,
    // Without a file of attributes beside each file of state: those aren't written in one go, and one that a kill has cut
    // short would keep every later run from reading the state.
    PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(folder),
  };
}

/** A new passphrase opens nothing that an old one has closed: none is made beside state that exists. */
function passphraseFile(folder: string): string {
  const file = path.join(folder, "passphrase");
  if (existsSync(file)) return file;
  if (existsSync(path.join(stateFolder({ folder }), ".pulumi", "stacks"))) {
    throw new UserError(
      `${file} is gone, and with it what opens the secrets in ${stateFolder({ folder })}: put it back, or start over (${labCommand("reset", path.basename(folder))})`,
    );
  }
  writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return file;
}
