import { ETCD_TOOLS } from "../../../images/etcd-tools/image";
import type { BackupSource } from "../../../stacks/backup-source";
import type { ResourceSpec } from "../../shared/container-resources";
import { hostMounts, hostVolumes } from "./host-files";

/** Name of the source, and of the workload that dumps. */
export const DUMP = "etcd-dump";

/** The recorded snapshots are of 19 MB, for which this and the room below are plenty; the programs of etcd map a database whole. */
const RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 1000,
  memoryRequestMebibytes: 128,
  memoryLimitMebibytes: 768,
};
/**
 * K3s takes one each 12 h, by the server's clock: where that isn't UTC, or the job is made up for late, the newest was taken hours ago.
 * Older than this, K3s has missed one.
 */
const MOST_SNAPSHOT_AGE_MINUTES = 12 * 60 + 5;
/** An empty cluster of K3s has more. */
const LEAST_KEYS = 150;

/**
 * How the cluster's etcd is backed up, with the servers' token and the keys by which Secrets in it can be read: the newest of
 * the snapshots that K3s takes at 00:00 and 12:00, ten minutes later. One that is kept already isn't kept again.
 *
 * @param clusterIdentity UID of the namespace `kube-system`, by which the restore test knows the cluster
 */
export function etcdDumpSource(clusterIdentity: string): BackupSource {
  return {
    name: DUMP,
    namespace: "hosts",
    covers: ["etcd"],
    image: ETCD_TOOLS,
    file: "etcd.tar",
    schedule: "10 0,12 * * *",
    restoreTestSchedule: "10 5 * * *",
    keepDays: 7,
    leastBytes: 500_000,
    recoveryPointHours: 13,
    mostAgeHours: 24,
    roomMebibytes: 1024,
    dump: {
      command: ["/opt/gx/dump-etcd"],
      resources: RESOURCES,
      calls: [],
      volumes: hostVolumes(),
      mounts: hostMounts(),
      readsHostBecause:
        "K3s keeps etcd's snapshots, its token and the encryption keys in files of the servers that are root's alone",
    },
    prove: {
      command: ["/opt/gx/prove-etcd"],
      resources: RESOURCES,
      calls: [],
      volumes: [],
      mounts: [],
    },
    facts: { clusterIdentity, mostSnapshotAgeMinutes: MOST_SNAPSHOT_AGE_MINUTES, leastKeys: LEAST_KEYS },
  };
}
