import { BACKUP_TOOLS } from "../../../images/backup-tools/image";
import type { BackupSource } from "../../../stacks/backup-source";
import type { ResourceSpec } from "../../shared/container-resources";
import { apiTokenVolume } from "../../workload/api-token";
import { OBJECT_KINDS } from "./kinds";
import { dumpPermissions } from "./permissions";

/** Name of the source, and of the workload that dumps. */
export const DUMP = "objects-dump";

/** Either program has all objects in memory: of both environments they take less than a megabyte. */
const RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 20,
  cpuLimitMillicores: 500,
  memoryRequestMebibytes: 64,
  memoryLimitMebibytes: 256,
};
/** An environment has hundreds; a database and what dumps it alone have more than these. */
const LEAST_OBJECTS = 50;

/**
 * How the environment's objects are backed up that the API server has: Secrets, ConfigMaps and what runs with them. Once a
 * day, as recorded of manifests and of secrets.
 *
 * @param namespaces the environment's
 */
export function objectsDumpSource(namespaces: readonly string[]): BackupSource {
  const { volume, mount } = apiTokenVolume();
  return {
    name: DUMP,
    namespace: "backend",
    covers: ["kubernetes-objects"],
    image: BACKUP_TOOLS,
    file: "objects.json.gz",
    schedule: "40 0 * * *",
    restoreTestSchedule: "40 4 * * *",
    keepDays: 90,
    leastBytes: 5000,
    recoveryPointHours: 24,
    mostAgeHours: 48,
    roomMebibytes: 64,
    permissions: namespaces.map((namespace) => ({ namespace, rules: dumpPermissions(namespace) })),
    dump: {
      command: ["/opt/gx/dump-objects"],
      resources: RESOURCES,
      calls: [{ to: ["kubernetes-api"], port: "https", why: "ours: the objects that it has are dumped" }],
      volumes: [volume],
      mounts: [mount],
    },
    prove: {
      command: ["/opt/gx/prove-objects"],
      resources: RESOURCES,
      calls: [],
      volumes: [],
      mounts: [],
    },
    facts: { namespaces, kinds: OBJECT_KINDS, leastObjects: LEAST_OBJECTS },
  };
}
