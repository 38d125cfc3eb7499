import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { userInfo, tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:net";
import { freePort } from "../support/free-port";
import { findSshd } from "../support/openssh-server";
import { until } from "../support/until";

/** An SSH server of a test's own, on loopback, with keys made for it. */
export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** The host's public key, as `ssh_host_ed25519_key.pub` says it. */
  readonly hostKey: string;
  /** A private key that may log in, and one with a passphrase that may too. */
  readonly privateKey: string;
  readonly encryptedKey: { readonly key: string; readonly passphrase: string };
  /** A key that is nobody's: no login and no host is known by it. */
  readonly strangerKey: string;
  readonly strangerPublicKey: string;
  /** What the server has logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * The path of an OpenSSH server, which `npm test` installs where it can.
 *
 * @returns the reason where there is none, for the test to be skipped with.
 */
export function requireSshd(): { readonly path: string } | { readonly missing: string } {
  const path = findSshd();
  if (path !== undefined) return { path };
  const remedy = "install the OpenSSH server of this system; on Debian, npm test as root does";
  return { missing: `there is no sshd: ${remedy}` };
}

/** Starts a throw-away server that takes only the keys made for it; resolves when it answers. */
export async function startSshd(path: string): Promise<Sshd> {
  const folder = await mkdtemp(join(tmpdir(), "sshd-"));
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const passphrase = "open sesame";
  const key = async (name: string, secret = "") => {
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", secret, "-C", name, "-f", join(folder, name)]);
    return {
      secret: await readFile(join(folder, name), "utf8"),
      open: await readFile(join(folder, `${name}.pub`), "utf8"),
    };
  };
  const [host, user, encrypted, stranger] = [
    await key("host"),
    await key("user"),
    await key("encrypted", passphrase),
    await key("stranger"),
  ];
  await writeFile(join(folder, "authorized_keys"), user.open + encrypted.open);
  await chmod(join(folder, "authorized_keys"), 0o600);
  const { server, port, log } = await listening(path, folder);
  return {
    port,
    user: userInfo().username,
    hostKey: host.open,
    privateKey: user.secret,
    encryptedKey: { key: encrypted.secret, passphrase },
    strangerKey: stranger.secret,
    strangerPublicKey: stranger.open,
    log,
    async stop() {
      const gone = new Promise((resolve) => server.once("close", resolve));
      if (server.exitCode === null) server.kill();
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the server on a free port, and once more on another one where somebody else was quicker to take that. */
async function listening(path: string, folder: string) {
  for (;;) {
    const port = await freePort();
    await writeFile(join(folder, "sshd_config"), configuration(folder, port));
    const server = spawn(path, ["-D", "-e", "-f", join(folder, "sshd_config")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let log = "";
    server.stderr.on("data", (bytes: Buffer) => (log += bytes.toString()));
    const end = new Promise((resolve) => server.once("close", resolve));
    await until("sshd answers", async () => server.exitCode !== null || (await answers(port)) || log).catch((error) => {
      server.kill();
      throw error;
    });
    if (server.exitCode === null) return { server, port, log: () => log };
    await end;
    if (!log.includes("Address already in use")) throw new Error(`sshd has ended:\n${log}`);
  }
}

/** Password logins stay on at the server, so that it is the plugin which refuses them. */
function configuration(folder: string, port: number): string {
  return [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${join(folder, "host")}`,
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    `PidFile ${join(folder, "sshd.pid")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication yes",
    "PermitRootLogin yes",
    "AcceptEnv COLOUR PULUMI_COMMAND_STDOUT PULUMI_COMMAND_STDERR",
    "LogLevel VERBOSE",
    "",
  ].join("\n");
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
