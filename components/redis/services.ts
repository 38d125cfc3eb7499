import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../shared/labels";
import { NOT_AWAITED } from "../shared/not-awaited";
import { memberNames, POD_NAME_LABEL, PORTS, SERVICES } from "./names";

/** Where the Services stand, and which pods are members. */
export interface RedisServicesArgs {
  readonly namespace: string;
  readonly labels: Labels;
  readonly selector: Labels;
  readonly replicas: number;
}

/**
 * The Services of redis. Where there are several members, the primary's has no selector: the keeper of whoever is primary
 * writes its Endpoints. Each member has a Service of its own then, whose address outlives its pods: servers and Sentinels
 * know each other by it. They call members that aren't ready too: one that starts, by those that wait for it.
 */
export function redisServices(
  { namespace, labels, selector, replicas }: RedisServicesArgs,
  opts: pulumi.CustomResourceOptions,
): readonly k8s.core.v1.Service[] {
  const service = (name: string, spec: k8s.types.input.core.v1.ServiceSpec) =>
    new k8s.core.v1.Service(
      `${name}-service`,
      { metadata: { name, namespace, labels: { ...labels }, annotations: NOT_AWAITED }, spec },
      opts,
    );
  const redis = { name: "redis", port: PORTS.redis };
  const named = { ...redis, targetPort: "redis" };
  const isAlone = replicas === 1;
  const ports = isAlone ? [named] : [named, { name: "sentinel", port: PORTS.sentinel, targetPort: "sentinel" }];
  return [
    service(
      SERVICES.primary,
      isAlone ? { selector: { ...selector }, ports: [named] } : { ports: [{ ...redis, targetPort: PORTS.redis }] },
    ),
    service(SERVICES.headless, {
      clusterIP: "None",
      publishNotReadyAddresses: true,
      selector: { ...selector },
      ports,
    }),
    ...(isAlone ? [] : memberNames(replicas)).map((member) =>
      service(member, {
        publishNotReadyAddresses: true,
        selector: { ...selector, [POD_NAME_LABEL]: member },
        ports,
      }),
    ),
  ];
}
