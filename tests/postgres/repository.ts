import { waitUntil } from "../../lab/wait";
import { DeployedStore } from "../objectstore/deployed-store";
import { WAIT_SECONDS } from "../support/bare-lab";
import type { JobRun } from "../support/job-runs";
import type { S3Bucket } from "../support/s3-bucket";
import { type DatabaseUnderTest, MEMBERS, NAMESPACE, SERVER } from "./database-under-test";
import type { RowWriter } from "./row-writer";
import { NEXT_SEGMENT } from "./write-log";

/** The bucket that mainnet's backups are kept in. */
const BUCKET = "postgres-backup";
/** The Secret with pgBackRest's files for members. */
const MEMBER_FILES = "postgres-repository";
/** Likewise for jobs. */
const JOB_FILES = "postgres-backup-repository";
/** What a job prints when it begins to copy. */
const COPYING = "backup start archive";
/** How long a job may take here, all of its tries together. */
const JOB_SECONDS = 600;

/** A backup as the repository tells of it. */
export interface Backup {
  readonly label: string;
  readonly type: "full" | "diff";
  readonly error: boolean;
}

/** How a job for backups ended. */
export interface BackupRun extends JobRun {
  /** Its last line, where it succeeded. */
  readonly outcome: Readonly<Record<string, unknown>>;
}

/** What the jobs are called that people have run by hand. */
export type BackupJob = "postgres-backup-full" | "postgres-backup-differential" | "postgres-restore-test";

/** The repository of a database's backups, the jobs that fill and try it, and the store that it is kept in. */
export class Repository {
  readonly store: DeployedStore;
  private runs = 0;

  constructor(private readonly database: DatabaseUnderTest) {
    this.store = new DeployedStore(database.lab.kubectl, database.pods, NAMESPACE, false);
  }

  /** The backups, the oldest first. */
  async backups(): Promise<readonly Backup[]> {
    const { exitCode, stdout, stderr } = await this.database.pods.exec(this.database.leader!, SERVER, [
      ...["pgbackrest", "--stanza=postgres", "--output=json", "--log-level-console=off", "info"],
    ]);
    if (exitCode !== 0) throw new Error(`pgbackrest info: ${stdout}${stderr}`);
    return (JSON.parse(stdout) as readonly [{ readonly backup: readonly Backup[] }])[0].backup;
  }

  /** Has a job run as a person would, and waits until it has ended. */
  async run(job: BackupJob): Promise<BackupRun> {
    return this.end(await this.begin(job));
  }

  /** Has a job run, and gives what it is called. */
  async begin(job: BackupJob): Promise<string> {
    const name = `${job}-${++this.runs}`;
    await this.database.jobs.start(job, name);
    return name;
  }

  /** Kills all processes of a job's pod once pgBackRest copies. */
  async killMidway(name: string): Promise<void> {
    await waitUntil(`${name} to copy`, WAIT_SECONDS, async () => {
      const log = await this.database.jobs.log(name);
      return log.includes(COPYING) || log.slice(-500);
    });
    const [[pod] = [""]] = await this.database.jobs.containersOf(name);
    this.database.pods.killHard(pod);
  }

  /** Brings objects back to what they were at a moment, as docs/runbooks have people do: of all that there are, newer ones would go. */
  bringBack(moment: string, prefix: string): Promise<void> {
    return this.store.bringBack(BUCKET, moment, prefix);
  }

  /** pgBackRest's configuration, as it is declared for members. */
  memberConfiguration(): Promise<string> {
    return this.configurationIn(MEMBER_FILES);
  }

  /** Does something while jobs that are begun have another configuration of pgBackRest. */
  async whileJobsHave<T>(other: (configuration: string) => string, work: () => Promise<T>): Promise<T> {
    const declared = await this.configurationIn(JOB_FILES);
    await this.configure(JOB_FILES, other(declared));
    try {
      return await work();
    } finally {
      await this.configure(JOB_FILES, declared);
    }
  }

  /** Gives members another configuration of pgBackRest, and waits until all that run have it. */
  async reconfigureMembers(configuration: string): Promise<void> {
    await this.configure(MEMBER_FILES, configuration);
    const { pods } = this.database;
    for (const member of MEMBERS) {
      await waitUntil(`${member} to have the other configuration`, WAIT_SECONDS, async () => {
        const { stdout } = await pods.exec(member, SERVER, ["cat", "/etc/pgbackrest/pgbackrest.conf"]);
        return stdout === configuration || "it has the one before";
      });
    }
  }

  /** Waits until a job has ended. */
  async end(name: string): Promise<BackupRun> {
    const { succeeded, log } = await this.database.jobs.end(name, JOB_SECONDS);
    return { succeeded, log, outcome: succeeded ? lastLine(log) : {} };
  }

  /** Ends the segment of the log that is written, and waits until it is in the repository. Gives its name. */
  async archiveNow(): Promise<string> {
    const sql = (statement: string) => this.database.sql(this.database.leader!, statement);
    const segment = await sql(NEXT_SEGMENT);
    await waitUntil(`${segment} to be archived`, WAIT_SECONDS, async () => {
      const [last = "", failure = ""] = (
        await sql("SELECT last_archived_wal, last_failed_wal || ' ' || last_failed_time FROM pg_stat_archiver")
      ).split("|");
      return last.slice(0, 24) >= segment || `the last one is ${last}, the last failure ${failure}`;
    });
    return segment;
  }

  /** The newest row of a client that is archived: all before it are, too. */
  async archivedRow(writer: RowWriter): Promise<number> {
    await writer.oneMore();
    const row = writer.written.at(-1)!;
    await this.archiveNow();
    return row;
  }

  /** The bucket, as members and jobs see it. */
  bucket(): Promise<S3Bucket> {
    return this.store.bucket(BUCKET);
  }

  private async configurationIn(secret: string): Promise<string> {
    const text = await this.database.lab.kubectl.run([
      ...["get", "secret", secret, `--namespace=${NAMESPACE}`, "--output=jsonpath={.data.pgbackrest\\.conf}"],
    ]);
    return Buffer.from(text, "base64").toString("utf8");
  }

  private async configure(secret: string, configuration: string): Promise<void> {
    const patch = JSON.stringify({ stringData: { "pgbackrest.conf": configuration } });
    await this.database.lab.kubectl.run([
      ...["patch", "secret", secret, `--namespace=${NAMESPACE}`, "--type=merge", `--patch=${patch}`],
    ]);
  }
}

/** What a job tells last: one JSON object. @throws Error where it tells something else */
function lastLine(log: string): Readonly<Record<string, unknown>> {
  return JSON.parse(log.trim().split("\n").at(-1)!) as Readonly<Record<string, unknown>>;
}
