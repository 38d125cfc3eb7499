import type { ImageName } from "../../components/shared/images";
import { TOOL_VERSIONS } from "../../stacks/versions";
import { RECORDED } from "./recorded";

/** Versions as the programs tell them: versitygw's is the toolchain's, the others are of Debian's suite. The smoke test asks each. */
export const VERSIONS = {
  versitygw: TOOL_VERSIONS.versitygw,
  python: "3.13.5",
  botocore: "1.37.9",
} as const;

/** Raised with every change of the recipe that changes none of the versions in the tag. */
const REVISION = 2;

/** The suite of Debian that everything but versitygw comes from, with its updates and security updates. */
export const DEBIAN_SUITE = "trixie";

/** Debian's packages in the image, beside those they depend on and the essential ones. */
export const DEBIAN_PACKAGES = ["python3", "python3-botocore", "ca-certificates", "procps"] as const;

/** The user `objectstore` of the image, and its group: what the containers run as and what owns the data. */
export const OBJECTSTORE_UID = 999;

/** What the image is called. */
export const OBJECTSTORE_IMAGE: ImageName = {
  registry: "docker.io",
  repository: "gx-protocol/objectstore",
  tag: `${VERSIONS.versitygw}-${REVISION}`,
};

/** Digest of the recipe that was built and smoke-tested under this tag, SHA-256 in hexadecimal; undefined before it was. */
export const RECORDED_DIGEST: string | undefined = RECORDED[OBJECTSTORE_IMAGE.tag];

/** Where the volume with the data is mounted. */
export const DATA_MOUNT = "/data";

/** The environment of every process of the image, as an engine sets it from the image's configuration. */
export const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
} as const;

/** What has to be writable while the root file system isn't: a volume, and folders that may be lost. */
export const WRITABLE_FOLDERS = [DATA_MOUNT, "/run/objectstore", "/tmp"] as const;

/** Folders that pods mount something into. They exist, because a read-only root file system takes no new ones. */
export const MOUNTED_FOLDERS = [
  "/etc/objectstore",
  "/etc/objectstore-root",
  "/etc/objectstore-accounts",
  "/tls/server",
] as const;

/** Programs that the scripts in /opt/gx call; the smoke test looks for each. */
export const TOOLS = ["python3", "versitygw"] as const;
