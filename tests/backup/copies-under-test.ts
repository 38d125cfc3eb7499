import { createHash } from "node:crypto";
import type { S3Server } from "../support/s3-server";
import type { BackupUnderTest, DumpJob, DumpRun } from "./backup-under-test";

/** What a job of a lab's backups copies off-site. */
export class CopiesUnderTest {
  /** @param keeperSecret by which what is copied can be written */
  constructor(
    protected readonly backup: BackupUnderTest,
    readonly destination: S3Server,
    private readonly job: DumpJob,
    private readonly keeperSecret: string,
  ) {}

  /** Has the job call the server's own port instead of that of the internet. */
  async callItsPort(): Promise<void> {
    const { port } = this.destination;
    await this.backup.files.change({ kind: "secret", name: this.job, key: "rclone.conf" }, (content) =>
      content.replace("127.0.0.1:443", `127.0.0.1:${port}`),
    );
  }

  /** Has copies sent, which must succeed. Gives what the job says last. */
  send(): Promise<DumpRun["outcome"]> {
    return this.backup.succeeds(this.job);
  }

  /** Has copies sent, which must fail. Gives what the job says is wrong. */
  failsToSend(): Promise<string> {
    return this.backup.fails(this.job);
  }

  /** Runs another program in the job's pod, with keys that write what is copied, as runbooks do. */
  asKeeper(...command: readonly string[]): Promise<DumpRun> {
    return this.backup.instead(this.job, { command, secrets: { store: this.keeperSecret } });
  }

  /** Likewise, with the keys that the job has. */
  asSender(...command: readonly string[]): Promise<DumpRun> {
    return this.backup.instead(this.job, { command });
  }

  /** What is at the destination: the hash of each file, by its key. */
  async there(): Promise<Readonly<Record<string, string>>> {
    const files = await this.destination.files();
    return Object.fromEntries(
      [...files].sort().map(([key, content]) => [key, createHash("sha256").update(content).digest("hex")]),
    );
  }
}
