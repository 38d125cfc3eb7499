import { createHash } from "node:crypto";
import { REGION, S3Server } from "../support/s3-server";
import { STORE_SECRETS } from "../../components/backup/names";
import type { BackupUnderTest, DumpRun } from "./backup-under-test";
import type { MountedFile } from "./mounted-files";

const JOB = "backup-off-site";
const BRING_BACK = "/opt/gx/bring-back";
const RCLONE = { kind: "secret", name: JOB, key: "rclone.conf" } as const satisfies MountedFile;
const FACTS = { kind: "configmap", name: JOB, key: "off-site.json" } as const satisfies MountedFile;

/** Where in the destination's bucket copies are kept. */
export const FOLDER = "GX-Infrastructure-Backups/mainnet";

/** Settings of mainnet's backups with an S3 server of a test as the destination off-site; on another port than any that pods may call. */
export async function settingsFor(destination: S3Server): Promise<object> {
  const { account, bucket } = destination;
  const s3 = {
    ...account,
    bucket,
    endpoint: "127.0.0.1",
    region: REGION,
    uriStyle: "path",
    authority: await destination.authority(),
  };
  return { repository: { bucket: "dumps" }, offSite: { folder: FOLDER, keepDays: 365, s3 } };
}

/** The copies off-site of a lab's backups. */
export class OffSiteUnderTest {
  private constructor(
    private readonly backup: BackupUnderTest,
    readonly destination: S3Server,
  ) {}

  /** Has the job call the server's own port. */
  static async start(backup: BackupUnderTest, destination: S3Server): Promise<OffSiteUnderTest> {
    await backup.files.change(RCLONE, (content) => content.replace("127.0.0.1:443", `127.0.0.1:${destination.port}`));
    return new OffSiteUnderTest(backup, destination);
  }

  /** The sources that are copied. */
  async sources(): Promise<readonly string[]> {
    return (JSON.parse(await this.backup.files.read(FACTS)) as { readonly sources: readonly string[] }).sources;
  }

  /** Has copies sent, which must succeed. Gives what the job says last. */
  send(): Promise<DumpRun["outcome"]> {
    return this.backup.succeeds(JOB);
  }

  /** Has copies sent, which must fail. Gives what the job says is wrong. */
  failsToSend(): Promise<string> {
    return this.backup.fails(JOB);
  }

  /** Runs the program that brings back, with the bucket's own keys, as the runbook says. */
  bringBack(...words: readonly string[]): Promise<DumpRun> {
    return this.backup.instead(JOB, { command: [BRING_BACK, ...words], secrets: { store: STORE_SECRETS.keeper } });
  }

  /** Has the job itself run that, with the keys that it has. */
  bringBackAsSender(...words: readonly string[]): Promise<DumpRun> {
    return this.backup.instead(JOB, { command: [BRING_BACK, ...words] });
  }

  /** Does something while copies are kept for so long. */
  whileKept<T>(days: number, work: () => Promise<T>): Promise<T> {
    return this.backup.files.whileChanged(
      FACTS,
      (content) => content.replace(/"keepDays": ?\d+/, `"keepDays":${days}`),
      work,
    );
  }

  /** Does something while the job has another key for contents and names. */
  whileKeyDiffers<T>(work: () => Promise<T>): Promise<T> {
    // The password is that of the salt then.
    const changed = (content: string) =>
      content.replace(/^password = .*$/m, `password = ${/^password2 = (.*)$/m.exec(content)![1]}`);
    return this.backup.files.whileChanged(RCLONE, changed, work);
  }

  /** What is at the destination: the hash of each file, by its key. */
  async there(): Promise<Readonly<Record<string, string>>> {
    const files = await this.destination.files();
    return Object.fromEntries(
      [...files].sort().map(([key, content]) => [key, createHash("sha256").update(content).digest("hex")]),
    );
  }
}
