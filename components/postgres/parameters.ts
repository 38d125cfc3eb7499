import type { FailoverTimeBudget } from "../../stacks/failover-time-budget";
import { archiveParameters } from "./backup/archiving";
import { AUTOVACUUM_WORKERS, type MemoryPlan } from "./memory";
import { FOLDERS } from "./names";

/** Senders and slots of the write-ahead log, as recorded: enough for three members, of which two are copied anew, and a backup. */
const RECORDED_WAL_SENDERS = 5;
const RECORDED_REPLICATION_SLOTS = 5;
/** The part of a volume that the write-ahead log may fill between checkpoints, and that which slots may hold back. */
const WAL_SHARE = 1 / 16;
const SLOT_SHARE = 1 / 4;
/** What PostgreSQL writes of the log at least, so that small volumes don't checkpoint all the time. */
const LEAST_WAL_MEBIBYTES = 256;
/** Between a replica's questions for the log where it got none; PostgreSQL's default is five times as long. */
const WAL_RETRY_SECONDS = 1;

/** How a parameter that may be set is written. */
interface ParameterForm {
  readonly form: RegExp;
  readonly example: string;
  readonly what: string;
}

const duration = (what: string): ParameterForm => ({ form: /^\d+(ms|s|min|h)$/, example: "30s", what });

/** The parameters that settings may give: none that failover, durability or access depend on. */
export const TUNABLE_PARAMETERS: Readonly<Record<string, ParameterForm>> = {
  checkpoint_timeout: duration("time between checkpoints"),
  idle_in_transaction_session_timeout: duration("how long a transaction may be idle"),
  lock_timeout: duration("how long a statement waits for a lock"),
  log_min_duration_statement: duration("statements that take longer are logged"),
  random_page_cost: { form: /^\d+(\.\d+)?$/, example: "1.1", what: "cost of a page out of order" },
  statement_timeout: duration("how long a statement may take"),
};

/** What the parameters are computed from. */
export interface ParameterArgs {
  readonly replicas: number;
  readonly memory: MemoryPlan;
  readonly volumeMebibytes: number;
  readonly failover: FailoverTimeBudget;
  /** Whether there is a repository to archive the log in. */
  readonly isArchiving: boolean;
  /** Parameters that settings give, of {@link TUNABLE_PARAMETERS}. */
  readonly given: Readonly<Record<string, string>>;
}

/** PostgreSQL's parameters, as Patroni hands them to every member. */
export function parameters(args: ParameterArgs): Readonly<Record<string, string | number>> {
  const { replicas, memory, volumeMebibytes, failover, isArchiving, given } = args;
  const tls = (file: string) => `${FOLDERS.serverTls}/${file}`;
  return {
    max_connections: memory.maxConnections,
    shared_buffers: mebibytes(memory.sharedBuffersMebibytes),
    effective_cache_size: mebibytes(memory.effectiveCacheMebibytes),
    maintenance_work_mem: mebibytes(memory.maintenanceWorkMebibytes),
    work_mem: mebibytes(memory.workMebibytes),
    autovacuum_max_workers: AUTOVACUUM_WORKERS,

    wal_level: "replica",
    hot_standby: "on",
    // Else a dump on a replica is cancelled as soon as the primary has vacuumed away what it still reads.
    hot_standby_feedback: "on",
    // Each replica that is copied anew takes two senders.
    max_wal_senders: Math.max(RECORDED_WAL_SENDERS, 2 * (replicas - 1) + 1),
    max_replication_slots: Math.max(RECORDED_REPLICATION_SLOTS, replicas + 1),
    max_wal_size: mebibytes(Math.max(LEAST_WAL_MEBIBYTES, Math.floor(volumeMebibytes * WAL_SHARE))),
    // A member that stays away is left behind before it fills the primary's volume.
    max_slot_wal_keep_size: mebibytes(Math.floor(volumeMebibytes * SLOT_SHARE)),
    wal_sender_timeout: seconds(failover.walSenderTimeoutSeconds),
    wal_receiver_timeout: seconds(failover.walReceiverTimeoutSeconds),
    wal_receiver_status_interval: seconds(failover.walReceiverStatusIntervalSeconds),
    // Commits wait for a replica: one that a new primary refuses, as it may in the moment of its promotion, soon asks again.
    wal_retrieve_retry_interval: seconds(WAL_RETRY_SECONDS),
    ...archiveParameters(isArchiving, volumeMebibytes),

    ssl: "on",
    ssl_cert_file: tls("tls.crt"),
    ssl_key_file: tls("tls.key"),
    ssl_ca_file: tls("ca.crt"),
    ssl_min_protocol_version: "TLSv1.2",
    password_encryption: "scram-sha-256",
    unix_socket_directories: FOLDERS.socket,
    tcp_keepalives_idle: failover.tcp.keepalivesIdleSeconds,
    tcp_keepalives_interval: failover.tcp.keepalivesIntervalSeconds,
    tcp_keepalives_count: failover.tcp.keepalivesCount,
    tcp_user_timeout: `${failover.tcp.userTimeoutSeconds * 1000}ms`,

    shared_preload_libraries: "pg_stat_statements",
    log_destination: "stderr",
    logging_collector: "off",
    log_checkpoints: "on",
    log_lock_waits: "on",
    log_line_prefix: "%m [%p] %q%u@%d ",
    ...given,
  };
}

function mebibytes(count: number): string {
  return `${count}MB`;
}

function seconds(count: number): string {
  return `${count}s`;
}
