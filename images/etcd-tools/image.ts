import type { ImageName } from "../../components/shared/images";
import { TOOL_VERSIONS } from "../../stacks/versions";
import { RECORDED } from "./recorded";

/** Versions as the programs tell them: etcd's is the toolchain's, the others are of Debian's suite. The smoke test asks each. */
export const VERSIONS = {
  etcd: TOOL_VERSIONS.etcd,
  python: "3.13.5",
  yaml: "6.0.2",
  cryptography: "43.0.0",
} as const;

/** Raised with every change of the recipe that changes none of the versions in the tag. */
const REVISION = 2;

/** The suite of Debian that everything but etcd comes from, with its updates and security updates. */
export const DEBIAN_SUITE = "trixie";

/** Debian's packages in the image, beside those they depend on and the essential ones. */
export const DEBIAN_PACKAGES = ["python3", "python3-yaml", "python3-cryptography"] as const;

/** etcd and its programs, which the toolchain has, all of one version. People look at what is proven with etcdctl as well. */
export const ETCD_PROGRAMS = ["etcd", "etcdctl", "etcdutl"] as const;

/** The user `etcd-tools` of the image, and its group: what the containers run as, but the one that reads a server's files. */
export const ETCD_TOOLS_UID = 999;

/** What the image is called. */
export const ETCD_TOOLS: ImageName = {
  registry: "docker.io",
  repository: "gx-protocol/etcd-tools",
  tag: `${VERSIONS.etcd}-${REVISION}`,
};

/** Digest of the recipe that was built and smoke-tested under this tag, SHA-256 in hexadecimal; undefined before it was. */
export const RECORDED_DIGEST: string | undefined = RECORDED[ETCD_TOOLS.tag];

/** The environment of every process of the image, as an engine sets it from the image's configuration. */
export const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
} as const;

/** What has to be writable while the root file system isn't: the folder with the dump, and one that may be lost. */
export const WRITABLE_FOLDERS = ["/dump", "/tmp"] as const;

/** Folders that pods mount something into. They exist, because a read-only root file system takes no new ones. */
export const MOUNTED_FOLDERS = ["/etc/backup", "/k3s/snapshots"] as const;

/** Files that pods mount a server's over; empty ones of that name are among the image's files. */
export const MOUNTED_FILES = ["/k3s/token", "/k3s/encryption-config.yaml"] as const;

/** Programs that the scripts in /opt/gx call; the smoke test looks for each, and tools.test.ts that there is no other. */
export const TOOLS = ["etcd", "etcdctl", "etcdutl", "python3"] as const;
