import { REDIS_IMAGE } from "../../images/redis/image";
import type { Workload } from "../../stacks/workload";
import { CATALOGUE } from "../services/catalogue";
import { together } from "../shared/container-resources";
import { EXPORTER_RESOURCES, KEEPER_RESOURCES, SENTINEL_RESOURCES } from "./container-resources";
import { CONTAINERS } from "./member-pod";
import { CLAIM, POD_NAME_LABEL, PORTS, REDIS } from "./names";
import type { RedisSettings } from "./settings";

/** The one workload of redis. A single member has no Sentinel: there is nobody to elect. */
export function redisWorkloads(settings: RedisSettings): readonly Workload[] {
  return [settings.replicas === 1 ? single(settings) : replicated(settings)];
}

function single({ replicas, volumeMebibytes, resources }: RedisSettings): Workload {
  return {
    name: REDIS,
    component: "key-value-store",
    namespace: "backend",
    controller: "StatefulSet",
    replicas,
    setting: "gx:redis",
    images: { [CONTAINERS.server]: REDIS_IMAGE, [CONTAINERS.exporter]: REDIS_IMAGE },
    ports: { redis: PORTS.redis, metrics: PORTS.metrics },
    resources: together(resources, EXPORTER_RESOURCES),
    priority: "data",
    placement: { on: "environment" },
    volumes: [{ name: CLAIM, sizeMebibytes: volumeMebibytes }],
    quorum: { group: REDIS },
  };
}

function replicated(settings: RedisSettings): Workload {
  const alone = single(settings);
  return {
    ...alone,
    images: { ...alone.images, [CONTAINERS.sentinel]: REDIS_IMAGE, [CONTAINERS.keeper]: REDIS_IMAGE },
    ports: PORTS,
    resources: together(alone.resources, SENTINEL_RESOURCES, KEEPER_RESOURCES),
    runtimeLabels: [POD_NAME_LABEL],
    calls: [
      { to: [REDIS], port: "redis", why: "ours: replicas stream from the primary, Sentinels watch all members" },
      { to: [REDIS], port: "sentinel", why: "ours: Sentinels agree on who is primary" },
      { to: ["kubernetes-api"], port: "https", why: "ours: the keeper has the primary's Service lead to it" },
    ],
    // Here and not with the services: where there is one member, nobody has this port.
    calledBy: [{ from: Object.keys(CATALOGUE), port: "sentinel", why: "ours: clients ask Sentinel who is primary" }],
  };
}
