import { spawn } from "node:child_process";

import { UserError } from "../toolchain/user-error";

const DEFAULT_TIMEOUT_SECONDS = 120;

/** How kubectl ended. */
export interface KubectlResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Talks to one cluster as one identity. Never the user's own kubeconfig: it is always named. */
export interface Kubectl {
  /**
   * Runs kubectl and gives its standard output.
   * @param input is sent to its standard input.
   * @param timeoutSeconds how long it may take. @default 120
   * @throws UserError with the command and kubectl's own message if it fails or takes longer.
   */
  run(args: readonly string[], input?: string, timeoutSeconds?: number): Promise<string>;
  /** As {@link Kubectl.run}, but gives failures back instead of throwing: for what is expected to be refused. */
  attempt(args: readonly string[], input?: string, timeoutSeconds?: number): Promise<KubectlResult>;
  /** Runs `kubectl get … -o json` and parses its answer. */
  get<T>(...args: readonly string[]): Promise<T>;
}

/** What kubectl needs to know. Absolute paths. */
export interface KubectlOptions {
  readonly kubectlPath: string;
  readonly kubeconfigPath: string;
  /** For what kubectl remembers about the API: shared by all identities of one lab. */
  readonly cacheFolder: string;
}

/** A kubectl bound to a kubeconfig. */
export function kubectlFor(options: KubectlOptions): Kubectl {
  const attempt: Kubectl["attempt"] = (args, input, timeoutSeconds) => runOnce(options, args, input, timeoutSeconds);
  const run: Kubectl["run"] = async (args, input, timeoutSeconds) => {
    const { exitCode, stdout, stderr } = await attempt(args, input, timeoutSeconds);
    if (exitCode !== 0) throw new UserError(`kubectl ${args.join(" ")} failed: ${stderr.trim() || stdout.trim()}`);
    return stdout;
  };
  return {
    attempt,
    run,
    get: async <T>(...args: readonly string[]) => JSON.parse(await run(["get", ...args, "--output=json"])) as T,
  };
}

function runOnce(
  options: KubectlOptions,
  args: readonly string[],
  input = "",
  timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
): Promise<KubectlResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      options.kubectlPath,
      [`--kubeconfig=${options.kubeconfigPath}`, `--cache-dir=${options.cacheFolder}`, ...args],
      // KUBECTL_KUBERC: the user's own kubectl preferences (aliases, defaults) must not change what a command means here.
      { env: { HOME: options.cacheFolder, PATH: "/usr/bin:/bin", KUBECTL_KUBERC: "false" }, stdio: "pipe" },
    );
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutSeconds * 1000);
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new UserError(`can't run ${options.kubectlPath}: ${error.message}`));
    });
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      const stderr = exitCode === null ? `no answer within ${timeoutSeconds} s` : output.stderr;
      resolve({ exitCode: exitCode ?? 1, stdout: output.stdout, stderr });
    });
  });
}
