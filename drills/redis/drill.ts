import { kubectlInside } from "../../lab/nodes/kubectl-inside";
import type { RealLab } from "../../lab/nodes/real-lab";
import { readAccess } from "../../tests/redis/access";
import { MEMBERS, NAMESPACE } from "../../tests/redis/redis-under-test";
import { podApartFrom, processOfClient, startClientPods } from "../client-pods";
import { ObservedSystem } from "../observed-system";
import type { ScenarioDrill } from "../scenario-drill";
import { RedisInPods } from "./redis";
import { REDIS_SCENARIOS } from "./scenarios";
import type { KeysTask } from "./write-keys";

/** Whose flows the clients have. */
const WORKLOAD = "projector";

/** What happens to redis. */
export const REDIS_DRILL: Pick<ScenarioDrill<RedisInPods>, "name" | "all" | "observe"> = {
  name: "redis",
  all: REDIS_SCENARIOS,
  observe,
};

async function observe(lab: RealLab): Promise<ObservedSystem<RedisInPods>> {
  const kubectl = kubectlInside(lab);
  const startPods = () => startClientPods(kubectl, NAMESPACE, WORKLOAD);
  const apart = await podApartFrom(MEMBERS, await startPods(), { kubectl, namespace: NAMESPACE });
  const access = await readAccess(kubectl, NAMESPACE, MEMBERS);
  const redis = new RedisInPods(lab, kubectl, access, await processOfClient(lab.layout, kubectl, apart));
  const keys: KeysTask = { access, prefix: "drill-" };
  const clients = {
    writer: { script: "drills/redis/write-keys.ts", task: keys },
    memberWriter: { script: "drills/redis/write-to-member.ts", task: access },
    startPods,
    missingIn: (member: string, written: readonly string[]) => redis.missingIn(member, written),
  };
  return ObservedSystem.start(redis, clients);
}
