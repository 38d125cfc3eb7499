import { REDIS_IMAGE } from "../../images/redis/image";
import type { BackupSource } from "../../stacks/backup-source";
import { secretVolume } from "../workload/mounted-files";
import { GROUP, memberNames, PORTS, REDIS } from "./names";
import type { RedisSettings } from "./settings";

/** Placeholder of helper D: the integrator takes B's. */
export function redisDumpSource(
  { replicas, dataMebibytes, resources }: RedisSettings,
  namespace: string,
): BackupSource {
  return {
    name: "redis-dump",
    covers: [REDIS],
    image: REDIS_IMAGE,
    file: "dump.rdb",
    schedule: "20 */6 * * *",
    restoreTestSchedule: "20 4 * * *",
    keepDays: 7,
    leastBytes: 88,
    recoveryPointHours: 6,
    mostAgeHours: 12,
    roomMebibytes: 2 * dataMebibytes + 64,
    dump: {
      command: ["/opt/gx/dump"],
      resources: {
        cpuRequestMillicores: 50,
        cpuLimitMillicores: 500,
        memoryRequestMebibytes: 64,
        memoryLimitMebibytes: 128,
      },
      calls: [{ to: [REDIS], port: "redis", why: "ours: copies the data of a member" }],
      volumes: [secretVolume("redis-dump", "redis-dump")],
      mounts: [{ name: "redis-dump", mountPath: "/etc/redis-dump", readOnly: true }],
    },
    prove: { command: ["/opt/gx/prove-dump"], resources, calls: [], volumes: [], mounts: [] },
    facts: {
      members: memberNames(replicas).map((member) => `${member}.${namespace}.svc`),
      port: PORTS.redis,
      group: GROUP,
      timeoutSeconds: 900,
    },
  };
}
