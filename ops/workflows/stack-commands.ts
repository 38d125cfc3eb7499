import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { EnvironmentName } from "../../components/shared/labels";
import { ensureToolchain, PULUMI_TOOLS } from "../../toolchain";
import type { Progress } from "../../toolchain/progress";
import { endingInOrder } from "../../toolchain/orderly-end";
import { Interrupted, UserError } from "../../toolchain/user-error";
import { publicText } from "../pulumi-text";
import { placeKubeconfig } from "./kubeconfig";
import { useOf } from "./use-of-stack";

const CHECKOUT = resolve(__dirname, "../..");

/** Flags that run the policy pack with a preview or an update. */
export const WITH_POLICIES = ["--policy-pack", resolve(CHECKOUT, "policies")] as const;

/**
 * Resources that Pulumi works on at once: each waits for answers from an API server that may be far away, so more than Pulumi's
 * own four a processor pays off (docs/benchmarks.md).
 */
export const AT_ONCE = "--parallel=32";

/** How a pulumi command ended. */
export interface CommandResult {
  readonly exitCode: number;
  /** Its standard output. */
  readonly output: string;
  /** Its standard error. */
  readonly errors: string;
}

/** The pulumi commands of one stack, so that the same scripts run in a workflow, by hand and in a test's lab. */
export interface StackCommands {
  readonly stack: EnvironmentName;
  /** Runs `preview`, `up` or `refresh`. */
  program(args: readonly string[]): Promise<CommandResult>;
  /** Runs a command that needs the state alone, such as `stack history`. */
  state(args: readonly string[]): Promise<CommandResult>;
}

/**
 * The committed stack, with state and secrets as the environment names them: `PULUMI_BACKEND_URL`, and `PULUMI_CONFIG_PASSPHRASE`
 * or `PULUMI_CONFIG_PASSPHRASE_FILE` where the secrets provider is a passphrase.
 * @throws UserError where the state's place isn't named, or where only a stand-in could be had and the cluster is no lab's
 */
export async function openStack(stack: EnvironmentName, progress: Progress): Promise<StackCommands> {
  if (!process.env.PULUMI_BACKEND_URL) {
    throw new UserError(
      "PULUMI_BACKEND_URL is not set: name the place of the state, such as s3://BUCKET?region=REGION",
    );
  }
  placeKubeconfig(stack, CHECKOUT, process.env.GX_KUBECONFIG);
  const toolchain = await ensureToolchain(PULUMI_TOOLS, progress, useOf(stack, CHECKOUT));
  // The credential is in its file by now: no program needs it a second time.
  const env = { ...process.env, ...toolchain.env, GX_KUBECONFIG: undefined };
  const run = (args: readonly string[]) =>
    runPulumi(toolchain.path("pulumi"), [...args, "--stack", stack, "--non-interactive", "--color=never"], env);
  return {
    stack,
    program: (args) => progress.step(`pulumi ${args[0]} of ${stack}`, () => run([...args, AT_ONCE])),
    state: run,
  };
}

/** @throws Interrupted once pulumi has ended in order, where a signal came */
async function runPulumi(pulumi: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
  const start = () => spawn(pulumi, args, { cwd: CHECKOUT, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const { result, signal } = await endingInOrder(start, ended);
  if (signal === undefined) return result;
  const said = publicText(`${result.output}\n${result.errors}`).trim();
  const command = args.slice(0, args[0] === "stack" ? 2 : 1).join(" ");
  throw new Interrupted(
    signal,
    `${said}\n\npulumi ${command} was interrupted by ${signal}. What it had done is recorded, and its lock is given back unless pulumi ` +
      "says otherwise above: run the same again to carry on",
  );
}

function ended(child: ChildProcess): Promise<CommandResult> {
  return new Promise((fulfil, reject) => {
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      fulfil({
        exitCode: code ?? 1,
        output: Buffer.concat(output).toString(),
        errors: Buffer.concat(errors).toString(),
      }),
    );
  });
}
