import type { FailoverTimeBudget } from "../../stacks/failover-time-budget";
import { NAME_LABEL } from "../shared/labels";
import { ARCHIVE_CALLBACKS } from "./backup/archiving";
import { HOST_BASED_AUTHENTICATION, NAME_MAPS } from "./host-based-authentication";
import {
  FOLDERS,
  PGDATA,
  PORTS,
  POSTGRES,
  REPLICATION_ROLE,
  REWIND_ROLE,
  ROLE_LABEL,
  SCOPE,
  SCOPE_LABEL,
  SUPERUSER,
} from "./names";
import type { Synchronous } from "./settings";

/** A replica that lags more than this never becomes primary where commits don't wait for one. */
const MOST_LAG_ON_FAILOVER_BYTES = 1024 * 1024;

/** What the members agree on, and what Patroni's `/config` therefore takes. */
export interface DynamicConfigurationArgs {
  readonly failover: FailoverTimeBudget;
  readonly synchronous: Synchronous;
  /** As PostgreSQL names them. */
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** Patroni's dynamic configuration, whole: from its file at bootstrap only, from then on what the reconciling job says. */
export function dynamicConfiguration({ failover, synchronous, parameters }: DynamicConfigurationArgs) {
  return {
    ttl: failover.ttlSeconds,
    loop_wait: failover.loopWaitSeconds,
    retry_timeout: failover.retryTimeoutSeconds,
    primary_start_timeout: failover.primaryStartTimeoutSeconds,
    primary_stop_timeout: failover.primaryStopTimeoutSeconds,
    member_slots_ttl: `${failover.memberSlotsTtlSeconds}s`,
    maximum_lag_on_failover: MOST_LAG_ON_FAILOVER_BYTES,
    check_timeline: true,
    // The primary stays primary without the API server while it reaches every member.
    failsafe_mode: true,
    synchronous_mode: synchronous !== "off",
    synchronous_mode_strict: synchronous === "strict",
    synchronous_node_count: 1,
    postgresql: {
      use_pg_rewind: true,
      use_slots: true,
      parameters,
      pg_hba: HOST_BASED_AUTHENTICATION,
      pg_ident: NAME_MAPS,
    },
  };
}

/**
 * What a cluster begins with that isn't to be empty: the part of Patroni's file by which its first member is restored from the
 * repository, and what that is told. Nothing of it concerns a cluster that there is.
 */
export const RESTORATION = {
  method: "repository",
  // Without a recovery_conf: pgBackRest writes what the server recovers by.
  repository: { command: "/opt/gx/restore", no_params: true, keep_existing_recovery_conf: true },
} as const;

/**
 * Patroni's own file, the same for all members: what differs comes from the environment. Without what the members agree on,
 * which is in the file for the first of them alone.
 *
 * @param isArchiving whether there is a repository to archive the log in
 */
export function patroniConfiguration(isArchiving: boolean) {
  const [serverTls, memberTls] = [tlsFiles(FOLDERS.serverTls), tlsFiles(FOLDERS.memberTls)];
  const byCertificate = {
    sslmode: "verify-ca",
    sslcert: memberTls.certificate,
    sslkey: memberTls.key,
    sslrootcert: memberTls.authority,
  };
  return {
    scope: SCOPE,
    log: { level: "INFO" },
    restapi: {
      certfile: serverTls.certificate,
      keyfile: serverTls.key,
      cafile: serverTls.authority,
      // Whoever has no certificate may look, and change nothing.
      verify_client: "optional",
    },
    ctl: {
      certfile: memberTls.certificate,
      keyfile: memberTls.key,
      cacert: memberTls.authority,
      // Members call each other by address, which no certificate can name beforehand; by name, a lost DNS server would
      // stop an election. Who may change something is still asked for its certificate.
      insecure: true,
    },
    kubernetes: {
      use_endpoints: true,
      labels: { [NAME_LABEL]: POSTGRES },
      scope_label: SCOPE_LABEL,
      role_label: ROLE_LABEL,
      ports: [{ name: "sql", port: PORTS.sql }],
    },
    postgresql: {
      data_dir: PGDATA,
      bin_dir: "/usr/lib/postgresql/15/bin",
      pgpass: "/tmp/pgpass",
      use_unix_socket: true,
      use_unix_socket_repl: true,
      authentication: {
        superuser: { username: SUPERUSER },
        replication: { username: REPLICATION_ROLE, ...byCertificate },
        rewind: { username: REWIND_ROLE, ...byCertificate },
      },
      create_replica_methods: ["basebackup"],
      basebackup: [{ checkpoint: "fast" }, { "max-rate": "100M" }],
      ...(isArchiving && { callbacks: ARCHIVE_CALLBACKS }),
    },
    bootstrap: {
      initdb: [
        { encoding: "UTF8" },
        { locale: "C.UTF-8" },
        "data-checksums",
        { "auth-local": "peer" },
        { "auth-host": "reject" },
      ],
      post_bootstrap: "/opt/gx/post-bootstrap",
    },
    // There is no watchdog device in a pod: the liveness probe ends a frozen member before its lease does.
    watchdog: { mode: "off" },
  };
}

function tlsFiles(folder: string) {
  return { certificate: `${folder}/tls.crt`, key: `${folder}/tls.key`, authority: `${folder}/ca.crt` };
}
