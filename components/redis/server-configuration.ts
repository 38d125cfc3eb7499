import { FOLDERS, PORTS } from "./names";
import { BACKLOG_MEBIBYTES, LEAST_REWRITE_MEBIBYTES, REPLICA_BUFFER_MEBIBYTES } from "./memory";
import type { RedisTimes } from "./failover-times";
import type { WhenFull } from "./settings";

/** More than all services' pods have connections; each one's TLS takes memory. */
const MOST_CLIENTS = 512;
/** What all clients' buffers may take together, and the longest command of one. */
const CLIENTS_MEBIBYTES = 32;
const COMMAND_MEBIBYTES = 16;
/** A client whose server vanished is noticed after so long. */
const KEEPALIVE_SECONDS = 10;

const POLICIES: Readonly<Record<WhenFull, string>> = { refuse: "noeviction", "evict-volatile": "volatile-lru" };

/** What a server's configuration is made from. */
export interface ServerConfigurationArgs {
  readonly replicas: number;
  readonly dataMebibytes: number;
  readonly whenFull: WhenFull;
  readonly times: RedisTimes;
}

/**
 * What is the same for every server, whenever it starts. Addresses, whom it follows and its users are added to it then, and
 * overrule it: a primary that starts takes no writes until Sentinels agree on it.
 */
export function serverConfiguration({ replicas, dataMebibytes, whenFull, times }: ServerConfigurationArgs): string {
  return lines([
    ...tlsSettings(PORTS.redis),
    `tcp-keepalive ${KEEPALIVE_SECONDS}`,
    `maxclients ${MOST_CLIENTS}`,
    `maxmemory-clients ${CLIENTS_MEBIBYTES}mb`,
    `client-query-buffer-limit ${COMMAND_MEBIBYTES}mb`,
    "client-output-buffer-limit pubsub 8mb 4mb 60",
    "enable-debug-command no",
    "enable-module-command no",

    "appendonly yes",
    // What is acknowledged is on the primary's disk: docs/adr/0014-valkey-and-appendfsync.md.
    "appendfsync always",
    "no-appendfsync-on-rewrite no",
    "aof-use-rdb-preamble yes",
    // A last line that was cut off was never acknowledged.
    "aof-load-truncated yes",
    "auto-aof-rewrite-percentage 100",
    `auto-aof-rewrite-min-size ${LEAST_REWRITE_MEBIBYTES}mb`,
    'save ""',
    `shutdown-timeout ${times.shutdownSeconds}`,

    `maxmemory ${dataMebibytes}mb`,
    `maxmemory-policy ${POLICIES[whenFull]}`,

    ...(replicas > 1 ? replicationSettings(times) : []),
  ]);
}

function replicationSettings({ replicaLagSeconds, replicationPingSeconds, replicationTimeoutSeconds }: RedisTimes) {
  const buffer = `${REPLICA_BUFFER_MEBIBYTES}mb ${REPLICA_BUFFER_MEBIBYTES / 2}mb`;
  return [
    "min-replicas-to-write 1",
    `min-replicas-max-lag ${replicaLagSeconds}`,
    "replica-read-only yes",
    "replica-serve-stale-data yes",
    `repl-ping-replica-period ${replicationPingSeconds}`,
    `repl-timeout ${replicationTimeoutSeconds}`,
    "repl-diskless-sync yes",
    "repl-diskless-sync-delay 1",
    "repl-diskless-load disabled",
    `repl-backlog-size ${BACKLOG_MEBIBYTES}mb`,
    `client-output-buffer-limit replica ${buffer} ${6 * replicationTimeoutSeconds}`,
  ];
}

/** TLS alone, for servers and Sentinels, also where they call each other: there is no other port. */
export function tlsSettings(port: number): readonly string[] {
  return [
    "port 0",
    `tls-port ${port}`,
    `tls-cert-file ${FOLDERS.serverTls}/tls.crt`,
    `tls-key-file ${FOLDERS.serverTls}/tls.key`,
    `tls-ca-cert-file ${FOLDERS.serverTls}/ca.crt`,
    "tls-auth-clients no",
    "tls-replication yes",
    'tls-protocols "TLSv1.2 TLSv1.3"',
    // Whoever comes shows a password; without one nothing is open.
    "protected-mode no",
    "loglevel notice",
  ];
}

/** A file of these lines. */
export function lines(settings: readonly string[]): string {
  return `${settings.join("\n")}\n`;
}
