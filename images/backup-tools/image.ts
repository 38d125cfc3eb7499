import type { ImageName } from "../../components/shared/images";
import { RECORDED } from "./recorded";

/** Versions as the programs tell them, all of Debian's suite; the smoke test asks each. */
export const VERSIONS = {
  rclone: "1.60.1",
  age: "1.2.1",
  python: "3.13.5",
} as const;

/** Raised with every change of the recipe that changes none of the versions in the tag. */
const REVISION = 11;

/** The suite of Debian that everything comes from, with its updates and security updates. */
export const DEBIAN_SUITE = "trixie";

/** Debian's packages in the image, beside those they depend on and the essential ones. */
export const DEBIAN_PACKAGES = ["rclone", "age", "python3", "ca-certificates"] as const;

/** The user `backup-tools` of the image, and its group: what the containers run as. Debian has a `backup` of its own. */
export const BACKUP_TOOLS_UID = 999;

/** What the image is called. */
export const BACKUP_TOOLS: ImageName = {
  registry: "docker.io",
  repository: "gx-protocol/backup-tools",
  tag: `${VERSIONS.rclone}-${VERSIONS.age}-${REVISION}`,
};

/** Digest of the recipe that was built and smoke-tested under this tag, SHA-256 in hexadecimal; undefined before it was. */
export const RECORDED_DIGEST: string | undefined = RECORDED[BACKUP_TOOLS.tag];

/** The environment of every process of the image, as an engine sets it from the image's configuration. */
export const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
} as const;

/** What has to be writable while the root file system isn't: the folder with the dump, and one that may be lost. */
export const WRITABLE_FOLDERS = ["/dump", "/tmp"] as const;

/** Folders that pods mount something into. They exist, because a read-only root file system takes no new ones. */
export const MOUNTED_FOLDERS = ["/etc/backup", "/etc/rclone", "/etc/backup-identity", "/etc/off-site"] as const;

/** Programs that the scripts in /opt/gx call; the smoke test looks for each, and tools.test.ts that there is no other. */
export const TOOLS = ["age", "python3", "rclone"] as const;
