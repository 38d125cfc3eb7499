import type { ImageName } from "../../components/shared/images";

/** The user of the image, and its group. */
export const BACKUP_TOOLS_UID = 999;

/** What the image is called. */
export const BACKUP_TOOLS: ImageName = {
  registry: "docker.io",
  repository: "gx-protocol/backup-tools",
  tag: "0.0.0-1",
};
