import { setTimeout as pause } from "node:timers/promises";
import type { ClientConfig } from "pg";

import {
  ADMIN_ROLE,
  DATABASE,
  FOLDERS,
  POSTGRES,
  SCOPE,
  SERVICES,
  type STORE_SUFFIXES,
  SUPERUSER,
} from "../../components/postgres/names";
import { DATABASE_URL_VARIABLES } from "../../components/services/database-urls";
import type { Kubectl } from "../../lab/kubectl";
import type { RealLab } from "../../lab/nodes/real-lab";
import { waitUntil } from "../../lab/wait";
import { TABLE } from "../../tests/postgres/clients";
import { MEMBERS, NAMESPACE, SERVER } from "../../tests/postgres/database-under-test";
import { NEXT_SEGMENT } from "../../tests/postgres/write-log";
import { until } from "../../tests/support/until";
import { nodeOfPod } from "../pod-addresses";
import type { ReplicatedSystem } from "../scenarios/scenario";

/** Between two questions whether all is well: asking more often would take the processors from who is to make it well. */
const PAUSE_MS = 1000;
const ANSWER_SECONDS = 10;
/** A busy member that sends all rows takes long. */
const ROWS_SECONDS = 60;
const SWITCHOVER_SECONDS = 90;
/** Longer than a node takes to come back, with all its pods. */
const WELL_SECONDS = 300;
const IN_NAMESPACE = `--namespace=${NAMESPACE}`;
/** Where Patroni keeps who may take over. */
const SYNC_STORE = `${SCOPE}-${"sync" satisfies (typeof STORE_SUFFIXES)[number]}`;
/** Where one client for each member writes. */
export const WATCHED_TABLE = "watched";
/** Whether a server takes no writes, how many replicas stream from it, and for how many of them commits wait. */
const STATE = `SELECT pg_is_in_recovery(), count(*) FILTER (WHERE state = 'streaming'),
  count(*) FILTER (WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum'))
  FROM pg_stat_replication WHERE application_name IN (${MEMBERS.map((member) => `'${member}'`).join(", ")})`;
const LEADS = "f|2|1";
const FOLLOWS = "t|0|0";

/** Mainnet's database in its pods on real nodes. */
export class DatabaseInPods implements ReplicatedSystem {
  readonly name = POSTGRES;
  readonly members = MEMBERS;
  readonly namespace = NAMESPACE;

  constructor(
    readonly lab: RealLab,
    readonly kubectl: Kubectl,
  ) {}

  /** Who holds the lease; empty where nobody does. */
  leader(): Promise<string> {
    const annotation = "--output=jsonpath={.metadata.annotations.leader}";
    return this.kubectl.run(["get", "endpoints", SERVICES.primary, IN_NAMESPACE, annotation]);
  }

  nodeOf(member: string): Promise<string> {
    return nodeOfPod(this.kubectl, NAMESPACE, member);
  }

  /**
   * The replica that commits wait for, as Patroni's store has it: none but that may take over. Empty for the seconds that a new
   * leader takes to name one.
   */
  async synchronousStandby(): Promise<string> {
    const { metadata } = await this.kubectl.get<{
      metadata: { annotations?: { leader?: string; sync_standby?: string } };
    }>("endpoints", SYNC_STORE, IN_NAMESPACE);
    const { leader, sync_standby: standby = "" } = metadata.annotations ?? {};
    return leader === (await this.leader()) ? standby : "";
  }

  /** Has a member hand over to another, by Patroni's command. */
  async handOver(leader: string, candidate: string): Promise<void> {
    const words = ["switchover", "--leader", leader, "--candidate", candidate, "--force"];
    await this.exec(leader, ["patronictl", "-c", "/etc/patroni/patroni.yml", ...words], SWITCHOVER_SECONDS);
  }

  /** Waits until commits wait for another replica than the given one. */
  async anotherIsSynchronous(than: string): Promise<void> {
    await until(`commits to wait for another than ${than}`, async () => {
      await pause(PAUSE_MS);
      const now = await this.synchronousStandby();
      return (now !== "" && now !== than) || `${now || "nobody"} is waited for`;
    });
  }

  /** Whether somebody leads, and has recovered: commits may still wait for a replica. */
  async hasPrimary(): Promise<boolean> {
    // Where a cluster begins anew, what names its leader isn't there yet.
    const leader = await this.leader().catch(() => "");
    return leader !== "" && (await this.sql(leader, "SELECT pg_is_in_recovery()").catch(reason)) === "f";
  }

  /** Ends the segment of the log that is written, and waits until the repository has it, and so all that was acknowledged before. */
  async archiveNow(): Promise<void> {
    const leader = await this.leader();
    const segment = await this.sql(leader, NEXT_SEGMENT);
    await until(`${segment} to be archived`, async () => {
      await pause(PAUSE_MS);
      const last = await this.sql(leader, "SELECT last_archived_wal FROM pg_stat_archiver");
      return last.slice(0, segment.length) >= segment || `the last one is ${last}`;
    });
  }

  /** Waits until exactly one takes writes, both others stream from it, and commits wait for one of them. */
  async isWell(): Promise<void> {
    const what = "one that takes writes, and two that stream from it, one of them synchronously";
    await waitUntil(what, WELL_SECONDS, async () => {
      await pause(PAUSE_MS);
      const states = await Promise.all(MEMBERS.map((member) => this.sql(member, STATE).catch(reason)));
      if ([...states].sort().join() !== [LEADS, FOLLOWS, FOLLOWS].join()) return states.join("; ");
      return (await this.synchronousStandby()) !== "" || "the leader has named nobody yet who may take over";
    });
  }

  /** How a service logs in to whatever host it connects to, as its own URL has it. */
  async loginOf(workload: string): Promise<ClientConfig> {
    const { data } = await this.kubectl.get<{ readonly data: Readonly<Record<string, string>> }>(
      ...["secret", `${workload}-database`, IN_NAMESPACE],
    );
    const url = new URL(Buffer.from(data[DATABASE_URL_VARIABLES.write] ?? "", "base64").toString());
    const authority = "--output=jsonpath={.data.ca\\.crt}";
    const ca = await this.kubectl.run(["get", "configmap", "postgres-authority", IN_NAMESPACE, authority]);
    const [user, password] = [url.username, url.password].map(decodeURIComponent);
    const database = url.pathname.slice(1);
    return { user, password, database, port: Number(url.port), ssl: { ca, servername: url.hostname } };
  }

  /** The address of the Service that leads to the primary. */
  primaryAddress(): Promise<string> {
    return this.kubectl.run(["get", "service", SERVICES.primary, IN_NAMESPACE, "--output=jsonpath={.spec.clusterIP}"]);
  }

  /** Makes the tables that clients write to, as the administrator does: services make none. */
  async createTables(): Promise<void> {
    const tables = `CREATE TABLE ${TABLE} (row bigint PRIMARY KEY); CREATE TABLE ${WATCHED_TABLE} (at timestamptz)`;
    await this.sql(await this.leader(), `SET ROLE ${ADMIN_ROLE}; ${tables}`, DATABASE);
  }

  /** Those of the rows that a member doesn't have. */
  async missingIn(member: string, rows: readonly string[]): Promise<readonly string[]> {
    const all = await this.sql(member, `SELECT row FROM ${TABLE}`, DATABASE, ROWS_SECONDS);
    const found = new Set(all.split("\n"));
    return rows.filter((row) => !found.has(row));
  }

  /** Runs a statement in a member as its superuser; what it prints, unaligned. @throws UserError with what psql says */
  private async sql(
    member: string,
    statement: string,
    database = "postgres",
    timeoutSeconds = ANSWER_SECONDS,
  ): Promise<string> {
    const psql = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"];
    const where = [`--host=${FOLDERS.socket}`, `--username=${SUPERUSER}`, `--dbname=${database}`];
    return (await this.exec(member, [...psql, ...where, `--command=${statement}`], timeoutSeconds)).trim();
  }

  private exec(member: string, command: readonly string[], timeoutSeconds: number): Promise<string> {
    const words = ["exec", member, IN_NAMESPACE, `--container=${SERVER}`, "--", ...command];
    return this.kubectl.run(words, "", timeoutSeconds);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message.split("\n")[0]!.slice(-160) : String(error);
}
