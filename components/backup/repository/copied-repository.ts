import type { RepositorySettings } from "../../objectstore/repository-settings";
import type { PostgresSettings } from "../../postgres/settings";
import type { BackupSettings } from "../settings";

/** A repository of physical backups that is copied off-site. */
export interface CopiedRepository {
  readonly repository: RepositorySettings;
  /** Any moment of so many days can be restored from it. */
  readonly windowDays: number;
}

/**
 * The database's repository where it is to be copied: with a destination, and in a bucket of the environment's own store. Somebody else's
 * S3 is elsewhere already.
 */
export function copiedRepository(
  { offSite }: BackupSettings,
  database: PostgresSettings | undefined,
): CopiedRepository | undefined {
  const { backup } = database ?? {};
  return offSite && backup && !backup.repository.s3 ? backup : undefined;
}
