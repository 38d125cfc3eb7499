/** Name of the system. */
export const BACKUP = "backup";

/** Names of the containers: the pod that backs up runs the first two, the one that restores the others, one after the other. */
export const CONTAINERS = { dump: "dump", keep: "keep", fetch: "fetch", prove: "prove" } as const;

/** Names of the Secrets by which the bucket is reached, by what keeps dumps and by what only reads them, and of the one that opens dumps. */
export const STORE_SECRETS = {
  keeper: "backup-store",
  reader: "backup-store-reader",
  identity: "backup-identity",
} as const;

/** Name of the job that copies backups off-site, of its container, and of the program that it runs. */
export const OFF_SITE = "backup-off-site";
export const OFF_SITE_CONTAINER = "send";
export const OFF_SITE_PROGRAM = "/opt/gx/send-off-site";

/** Likewise, of the job that copies the repository of the database's physical backups off-site. */
export const REPOSITORY_OFF_SITE = "backup-repository-off-site";
export const REPOSITORY_OFF_SITE_PROGRAM = "/opt/gx/send-repository";

/** Names of the Secrets by which that repository's bucket is reached as {@link STORE_SECRETS} reach that of dumps; what writes does so by hand alone. */
export const REPOSITORY_SECRETS = { keeper: "backup-repository", reader: "backup-repository-reader" } as const;

/** Folders in the containers. */
export const FOLDERS = {
  /** The dump and its facts. */
  dump: "/dump",
  /** What the programs are told of a source. */
  facts: "/etc/backup",
  /** How the bucket is reached. */
  store: "/etc/rclone",
  identity: "/etc/backup-identity",
  /** How the destination off-site is reached. */
  offSite: "/etc/off-site",
} as const;

/** File of the certificate of the store's authority, beside rclone's configuration. */
export const STORE_AUTHORITY_FILE = "ca.crt";
/** What rclone calls the store. */
export const REMOTE = "store";

/** What the workload is called that restores the newest backup of a source. */
export function restoreTestName(source: string): string {
  return `${source}-test`;
}
