import type { ImageName } from "../../components/shared/images";
import { RECORDED } from "./recorded";

/** Versions as the programs tell them, all of Debian's suite; the smoke test asks each. */
export const VERSIONS = {
  valkey: "8.1.1",
  python: "3.13.5",
  "prometheus-redis-exporter": "1.69.0",
} as const;

/** Raised with every change of the recipe that changes none of the versions in the tag. */
const REVISION = 6;

/** The suite of Debian that everything comes from, with its updates and security updates. */
export const DEBIAN_SUITE = "trixie";

/** Debian's packages in the image, beside those they depend on and the essential ones. */
export const DEBIAN_PACKAGES = [
  "valkey-server",
  "valkey-tools",
  "prometheus-redis-exporter",
  "python3",
  "ca-certificates",
  "procps",
] as const;

/** The user `redis` of the image, and its group: what the containers run as and what owns the data. */
export const REDIS_UID = 999;

/** What the image is called. */
export const REDIS_IMAGE: ImageName = {
  registry: "docker.io",
  repository: "gx-protocol/redis",
  tag: `${VERSIONS.valkey}-${REVISION}`,
};

/** Digest of the recipe that was built and smoke-tested under this tag, SHA-256 in hexadecimal; undefined before it was. */
export const RECORDED_DIGEST: string | undefined = RECORDED[REDIS_IMAGE.tag];

/** Where the volume with the data is mounted. */
export const DATA_MOUNT = "/data";

/** The environment of every process of the image, as an engine sets it from the image's configuration. */
export const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
} as const;

/** What has to be writable while the root file system isn't: a volume, and folders that may be lost. */
export const WRITABLE_FOLDERS = [DATA_MOUNT, "/run/redis", "/dump", "/tmp"] as const;

/** Folders that pods mount something into. They exist, because a read-only root file system takes no new ones. */
export const MOUNTED_FOLDERS = [
  ...["/etc/redis", "/etc/redis-users", "/etc/redis-passwords", "/tls/server"],
  ...["/etc/backup", "/etc/redis-dump", "/tls/authority"],
] as const;

/** Programs that the scripts in /opt/gx call or containers start; the smoke test looks for each. */
export const TOOLS = [
  "prometheus-redis-exporter",
  "python3",
  "valkey-check-rdb",
  "valkey-cli",
  "valkey-server",
] as const;
