import { utils } from "ssh2";
import { UNKNOWN, type Properties } from "../shared/property-values";
import type { CheckFailure } from "../shared/resource-type";
import { parseHostKey } from "./host-key";

/** How to reach a host over SSH, with the official plugin's defaults (port 22, root, 10 failed attempts, 15 s each). */
export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly privateKey: string | undefined;
  readonly privateKeyPassword: string | undefined;
  readonly agentSocketPath: string | undefined;
  /** The one key the host may answer with, as its `ssh_host_*_key.pub` says it. */
  readonly hostKey: string;
  /** Failed attempts before giving up; -1 for never. */
  readonly dialErrorLimit: number;
  /** Seconds an attempt may take; 0 for no limit. */
  readonly perDialTimeoutSeconds: number;
}

const KNOWN = [
  "host",
  "port",
  "user",
  "privateKey",
  "privateKeyPassword",
  "agentSocketPath",
  "hostKey",
  "dialErrorLimit",
  "perDialTimeout",
];

/** The connection a resource declares, defaults filled in. Secrets unwrapped, and checked by {@link checkConnection}. */
export function connectionOf(inputs: Properties): Connection {
  const { perDialTimeout, ...given } = inputs.connection as Partial<Connection> & { perDialTimeout?: number };
  return {
    host: "",
    port: 22,
    user: "root",
    privateKey: undefined,
    privateKeyPassword: undefined,
    agentSocketPath: undefined,
    hostKey: "",
    dialErrorLimit: 10,
    ...given,
    perDialTimeoutSeconds: perDialTimeout ?? 15,
  };
}

/**
 * What is wrong with a connection. Stricter than the official plugin, which takes any host key and a password: here the
 * host must be known and the login by key, because a password over an unverified connection is a password given away (G36).
 */
export function checkConnection(connection: unknown): CheckFailure[] {
  if (connection === UNKNOWN) return [];
  const given = connection as Record<string, unknown>;
  const failure = (field: string, reason: string): CheckFailure => ({ property: `connection.${field}`, reason });
  const text = (field: string) => (typeof given[field] === "string" && given[field] !== "" ? given[field] : undefined);
  const failures: CheckFailure[] = [];

  if (given.password !== undefined) {
    failures.push(failure("password", "password logins are refused (G36): give a privateKey instead"));
  }
  if (given.proxy !== undefined) {
    failures.push(failure("proxy", "bastion hosts are not covered by this stand-in: install the official plugin"));
  }
  for (const field of Object.keys(given).filter(
    (name) => !KNOWN.includes(name) && name !== "password" && name !== "proxy",
  )) {
    failures.push(failure(field, `"${field}" is not a property of a connection`));
  }
  if (text("host") === undefined) failures.push(failure("host", "the address to connect to is missing"));
  if (text("hostKey") === undefined) {
    failures.push(
      failure(
        "hostKey",
        "no host key is pinned, so nobody could tell whether the right host answered. The official plugin would connect to any; " +
          "this program does not. Give the contents of the host's /etc/ssh/ssh_host_ed25519_key.pub",
      ),
    );
  } else if (given.hostKey !== UNKNOWN && parseHostKey(text("hostKey")!) === undefined) {
    failures.push(
      failure("hostKey", `not a public key: it must read like "ssh-ed25519 AAAA…", as in ssh_host_ed25519_key.pub`),
    );
  }
  if (text("privateKey") === undefined && text("agentSocketPath") === undefined) {
    failures.push(failure("privateKey", "a private key (or the agentSocketPath of an SSH agent) is missing"));
  } else if (typeof given.privateKey === "string" && ![given.privateKey, given.privateKeyPassword].includes(UNKNOWN)) {
    const key = utils.parseKey(given.privateKey, text("privateKeyPassword"));
    if (key instanceof Error) failures.push(failure("privateKey", `it can't be used: ${key.message}`));
  }
  return failures;
}
