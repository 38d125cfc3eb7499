import { timingSafeEqual } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Client, type ConnectConfig, type ServerHostKeyAlgorithm } from "ssh2";
import { UserError } from "../../user-error";
import type { Connection } from "./connection";
import { algorithmsFor, parseHostKey, type HostKey } from "./host-key";

/** First pause between two attempts; it doubles up to {@link LONGEST_PAUSE_MS}. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A logged-in SSH connection to a host that proved to hold the pinned key. A host that can't be reached is tried again up to
 * the limit; a wrong host key or a refused login never is, since neither gets better by repeating it.
 *
 * @throws UserError naming host and port, what happened and what to check.
 */
export async function connectSsh(connection: Connection, signal: AbortSignal): Promise<Client> {
  const where = `${connection.user}@${connection.host}:${connection.port}`;
  const pinned = parseHostKey(connection.hostKey);
  if (pinned === undefined) throw new UserError(`${where}: connection.hostKey is missing or not a public key`);
  let pauseMs = FIRST_PAUSE_MS;
  for (let failures = 1; ; failures++) {
    try {
      return await dial(connection, pinned, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const problem = explain(error as SshError, where, pinned);
      if (problem.isFinal) throw new UserError(problem.message);
      if (connection.dialErrorLimit >= 0 && failures > connection.dialErrorLimit) {
        throw new UserError(
          `${problem.message} (${failures} attempts; see connection.dialErrorLimit and perDialTimeout)`,
        );
      }
    }
    await pause(pauseMs, undefined, { signal });
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** The host answered with another key than the pinned one. */
class WrongHostKey extends Error {}

type SshError = Error & { readonly level?: string };

function dial(connection: Connection, pinned: HostKey, signal: AbortSignal): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    const give = (up: Error) => {
      client.destroy();
      reject(up);
    };
    const abort = () => give(new Error("cancelled"));
    signal.addEventListener("abort", abort, { once: true });
    let isPinned: boolean | undefined;
    client.once("ready", () => {
      signal.removeEventListener("abort", abort);
      resolve(client);
    });
    client.on("error", (error) => {
      signal.removeEventListener("abort", abort);
      give(isPinned === false ? new WrongHostKey() : error);
    });
    client.connect({
      host: connection.host,
      port: connection.port,
      username: connection.user,
      ...(connection.privateKey && { privateKey: connection.privateKey }),
      ...(connection.privateKeyPassword && { passphrase: connection.privateKeyPassword }),
      ...(connection.agentSocketPath && { agent: connection.agentSocketPath }),
      readyTimeout: connection.perDialTimeoutSeconds * 1_000,
      algorithms: { serverHostKey: [...algorithmsFor(pinned)] as ServerHostKeyAlgorithm[] },
      hostVerifier: (answered: Buffer) =>
        (isPinned = answered.length === pinned.bytes.length && timingSafeEqual(answered, pinned.bytes)),
    } satisfies ConnectConfig);
  });
}

function explain(error: SshError, where: string, pinned: HostKey): { message: string; isFinal: boolean } {
  if (error instanceof WrongHostKey || /no matching host key/i.test(error.message)) {
    return {
      isFinal: true,
      message:
        `${where}: the host did not prove to hold the pinned ${pinned.type} key, so nothing was sent to it. ` +
        `Either connection.hostKey is out of date (compare with the host's /etc/ssh/ssh_host_*_key.pub at its console) or another host is answering.`,
    };
  }
  if (error.level === "client-authentication") {
    return {
      isFinal: true,
      message: `${where}: the host refused the login. Check connection.user, and that connection.privateKey belongs to a key in its authorized_keys.`,
    };
  }
  return { isFinal: false, message: `${where}: could not connect: ${error.message}` };
}
