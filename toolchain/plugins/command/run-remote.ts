import type { ClientChannel } from "ssh2";
import { connectionOf } from "./connection";
import type { Run, RunOutcome } from "./run";
import { connectSsh } from "./ssh-connect";

/**
 * Runs a command on the host of `inputs.connection`. Environment variables reach it only where that host's sshd accepts
 * them (AcceptEnv), as with the official plugin.
 */
export const runRemotely: Run = async (script, inputs, { environment, onOutput, signal }) => {
  const client = await connectSsh(connectionOf(inputs), signal);
  const stop = () => client.destroy();
  signal.addEventListener("abort", stop);
  try {
    return await new Promise<RunOutcome>((resolve, reject) => {
      client.on("error", reject);
      client.once("close", () => resolve({ code: null, signal: "the loss of the connection" }));
      client.exec(script, { env: environment }, (error, channel) => {
        if (error) return reject(error);
        follow(channel, resolve);
        channel.setEncoding("utf8").on("data", (text: string) => onOutput("stdout", text));
        channel.stderr.setEncoding("utf8").on("data", (text: string) => onOutput("stderr", text));
        channel.end((inputs.stdin as string | undefined) ?? "");
      });
    });
  } finally {
    signal.removeEventListener("abort", stop);
    client.end();
  }
};

/** The exit status arrives before the last output does; the end of the channel is the end of both. */
function follow(channel: ClientChannel, resolve: (outcome: RunOutcome) => void): void {
  let outcome: RunOutcome = { code: null, signal: "the loss of the connection" };
  channel.on("exit", (code: number | null, signal?: string) => (outcome = { code, signal: signal ?? null }));
  channel.on("close", () => resolve(outcome));
}
