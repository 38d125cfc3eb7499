import type { RedisTimes } from "./failover-times";
import { GROUP, PORTS } from "./names";
import { lines, tlsSettings } from "./server-configuration";

/** What is the same for every Sentinel, whenever it starts; whom it watches and what it remembers is added to it then. */
export function sentinelConfiguration({ downAfterSeconds, failoverTimeoutSeconds }: RedisTimes): string {
  const milliseconds = (seconds: number) => seconds * 1000;
  return lines([
    ...tlsSettings(PORTS.sentinel),
    "sentinel resolve-hostnames no",
    "sentinel announce-hostnames no",
    "sentinel deny-scripts-reconfig yes",
    `sentinel down-after-milliseconds ${GROUP} ${milliseconds(downAfterSeconds)}`,
    `sentinel failover-timeout ${GROUP} ${milliseconds(failoverTimeoutSeconds)}`,
    // Of two replicas one goes on serving reads while the other is copied.
    `sentinel parallel-syncs ${GROUP} 1`,
  ]);
}
