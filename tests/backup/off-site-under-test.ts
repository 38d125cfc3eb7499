import { STORE_SECRETS } from "../../components/backup/names";
import { REGION, type S3Server } from "../support/s3-server";
import type { BackupUnderTest, DumpRun } from "./backup-under-test";
import { CopiesUnderTest } from "./copies-under-test";
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

/** The copies off-site of a lab's dumps. */
export class OffSiteUnderTest extends CopiesUnderTest {
  private constructor(backup: BackupUnderTest, destination: S3Server) {
    super(backup, destination, JOB, STORE_SECRETS.keeper);
  }

  /** Has the job call the server's own port. */
  static async start(backup: BackupUnderTest, destination: S3Server): Promise<OffSiteUnderTest> {
    const offSite = new OffSiteUnderTest(backup, destination);
    await offSite.callItsPort();
    return offSite;
  }

  /** The sources that are copied. */
  async sources(): Promise<readonly string[]> {
    return (JSON.parse(await this.backup.files.read(FACTS)) as { readonly sources: readonly string[] }).sources;
  }

  /** Runs the program that brings back, with the bucket's own keys, as the runbook says. */
  bringBack(...words: readonly string[]): Promise<DumpRun> {
    return this.asKeeper(BRING_BACK, ...words);
  }

  /** Has the job itself run that, with the keys that it has. */
  bringBackAsSender(...words: readonly string[]): Promise<DumpRun> {
    return this.asSender(BRING_BACK, ...words);
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
}
