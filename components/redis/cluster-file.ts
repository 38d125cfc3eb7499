import { majorityOf } from "../../stacks/quorum";
import type { RedisTimes } from "./failover-times";
import { GROUP, memberNames, PORTS, SERVICES } from "./names";

/** What the programs of the image have in common: who the members are, and how they are called. JSON. */
export function clusterFile(replicas: number, { waitForFailoverSeconds, handOverSeconds }: RedisTimes): string {
  const cluster = {
    members: memberNames(replicas),
    group: GROUP,
    quorum: majorityOf(replicas),
    ports: { redis: PORTS.redis, sentinel: PORTS.sentinel },
    primaryService: SERVICES.primary,
    seconds: { waitForFailover: waitForFailoverSeconds, handOver: handOverSeconds },
  };
  return `${JSON.stringify(cluster, null, 2)}\n`;
}
