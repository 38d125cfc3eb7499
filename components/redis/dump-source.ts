import { REDIS_IMAGE } from "../../images/redis/image";
import type { BackupSource } from "../../stacks/backup-source";
import type { ResourceSpec } from "../shared/container-resources";
import { secretVolume } from "../workload/mounted-files";
import { AUTHORITY_CONFIG_MAP, DUMP, memberNames, PORTS, REDIS, SERVICES } from "./names";
import type { RedisSettings } from "./settings";

/** What Valkey 8.1 writes without any key has 172 bytes; a recorded one of an older version had 88. */
const LEAST_BYTES = 88;
/** What a file takes beside the data. */
const FILE_MEBIBYTES = 32;
/** What Python and a server take beside the data. */
const PROGRAMS_MEBIBYTES = 160;
/** In memory, data that were loaded at once take more than in the server that they are from, but not so much. */
const LOADED = 1.5;

/** How the services' login state is backed up: a dump of one member, a replica where there are any. */
export function redisDumpSource({ replicas, dataMebibytes }: RedisSettings, namespace: string): BackupSource {
  return {
    name: DUMP,
    namespace: "backend",
    covers: [REDIS],
    image: REDIS_IMAGE,
    file: "dump.rdb",
    schedule: "20 */6 * * *",
    restoreTestSchedule: "20 4 * * *",
    keepDays: 7,
    leastBytes: LEAST_BYTES,
    recoveryPointHours: 6,
    mostAgeHours: 12,
    roomMebibytes: 2 * (dataMebibytes + FILE_MEBIBYTES),
    dump: {
      command: ["/opt/gx/dump"],
      // The check of a dump has one value at a time in memory, which may be all there is.
      resources: resources(PROGRAMS_MEBIBYTES + dataMebibytes),
      calls: [{ to: [REDIS], port: "redis", why: "ours: a dump is made by the member that is asked for it" }],
      volumes: [secretVolume("password", DUMP), { name: "authority", configMap: { name: AUTHORITY_CONFIG_MAP } }],
      mounts: [
        { name: "password", mountPath: "/etc/redis-dump", readOnly: true },
        { name: "authority", mountPath: "/tls/authority", readOnly: true },
      ],
    },
    prove: {
      command: ["/opt/gx/prove-dump"],
      resources: resources(PROGRAMS_MEBIBYTES + Math.ceil(LOADED * dataMebibytes)),
      calls: [],
      volumes: [],
      mounts: [],
    },
    facts: {
      members: hosts(replicas).map((host) => `${host}.${namespace}.svc`),
      port: PORTS.redis,
    },
  };
}

/** A single member has no Service of its own; the headless one names it too. */
function hosts(replicas: number): readonly string[] {
  const members = memberNames(replicas);
  return replicas === 1 ? members.map((member) => `${member}.${SERVICES.headless}`) : members;
}

function resources(memoryLimitMebibytes: number): ResourceSpec {
  return { cpuRequestMillicores: 20, cpuLimitMillicores: 500, memoryRequestMebibytes: 96, memoryLimitMebibytes };
}
