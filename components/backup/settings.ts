import { z } from "zod";
import { type RepositorySettings, repositorySettings } from "../objectstore/repository-settings";

/** Settings of the backups of sources. */
export interface BackupSettings {
  readonly repository: RepositorySettings;
}

/** The section `gx:backup`. */
export const backupSettings: z.ZodType<BackupSettings | undefined> = z
  .strictObject({ repository: repositorySettings }, { error: "must be a map with repository" })
  .optional();
