import { z } from "zod";
import { type RepositorySettings, repositorySettings } from "../objectstore/repository-settings";
import { type OffSiteSettings, offSiteSettings } from "./off-site-settings";

/** Settings of the backups of sources. */
export interface BackupSettings {
  readonly repository: RepositorySettings;
  /** Without it, no copies go anywhere. */
  readonly offSite?: OffSiteSettings | undefined;
}

/** The section `gx:backup`. */
export const backupSettings: z.ZodType<BackupSettings | undefined> = z
  .strictObject(
    { repository: repositorySettings, offSite: offSiteSettings.optional() },
    { error: "must be a map with repository" },
  )
  .optional();
