import { spawn, type ChildProcess } from "node:child_process";
import { UserError } from "../../user-error";
import type { Run, RunOutcome } from "./run";

/** Runs a command on this machine, in a process group of its own so that cancelling ends everything it started. */
export const runLocally: Run = (script, inputs, { environment, onOutput, signal }) =>
  new Promise<RunOutcome>((resolve, reject) => {
    const [program = "/bin/sh", ...rest] = (inputs.interpreter as string[] | undefined) ?? ["/bin/sh", "-c"];
    const directory = (inputs.dir as string | undefined) ?? process.cwd();
    const child = spawn(program, [...rest, script], {
      cwd: directory,
      env: { ...process.env, ...environment },
      detached: true,
      stdio: "pipe",
    });
    const stop = () => endGroup(child);
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    child.on("error", (error) => {
      signal.removeEventListener("abort", stop);
      reject(
        new UserError(`could not start ${program} in ${directory} (check "interpreter" and "dir"): ${error.message}`),
      );
    });
    child.on("close", (code, endedBy) => {
      signal.removeEventListener("abort", stop);
      resolve({ code, signal: endedBy });
    });
    child.stdout.setEncoding("utf8").on("data", (text: string) => onOutput("stdout", text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => onOutput("stderr", text));
    // A command that ends without reading its input closes the pipe: no error of ours.
    child.stdin.on("error", () => undefined).end((inputs.stdin as string | undefined) ?? "");
  });

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}
