import { isDeepStrictEqual } from "node:util";
import type { KubernetesObject } from "./kubernetes-object";
import { containersOf, podSpecOf, runsForEver, type PlacedContainer, type Probe } from "./pod-spec-of";
import { objectPolicy, plain, type Finding } from "./verdict";

/** The kinds whose containers are meant to run for ever; a Job's, a CronJob's or a lone Pod's are meant to end. */
const LONG_RUNNING_KINDS: readonly KubernetesObject["kind"][] = [
  "DaemonSet",
  "Deployment",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
];
/** The ways in which a probe may ask. */
const HANDLERS = ["exec", "grpc", "httpGet", "tcpSocket"] as const;

/**
 * Every container that is meant to run for ever says how it is asked whether it can serve and whether it lives, and the
 * two are different questions: a service that waits for its database must be left alone, not restarted. Sidecars (init
 * containers that are always restarted) are such containers; other init containers are not.
 *
 * Severity: high. Sources: incident G16 (readiness took pods out of service for the wrong reason); the services answer
 * `/health` for their process and `/readyz` for what they depend on.
 * Remedy: set readinessProbe and livenessProbe with different handlers.
 */
export const probes = objectPolicy(
  {
    name: "probes",
    description: "Long-running containers are asked whether they can serve and, differently, whether they live.",
    severity: "high",
    framework: { name: "GX incidents", version: "1", reference: "G16", specification: "Readiness is not liveness" },
    remediationSteps: "Set readinessProbe and livenessProbe with different handlers, such as /readyz and /health.",
  },
  (object, check) => {
    const pod = LONG_RUNNING_KINDS.includes(object.kind) && podSpecOf(object);
    if (!pod) return;
    for (const placed of containersOf(pod)) {
      check(() => missingFinding(placed, "readinessProbe", "ask whether the container can serve"));
      check(() => missingFinding(placed, "livenessProbe", "ask whether the process lives, and nothing else"));
      check(() => sameQuestionFinding(placed));
    }
  },
);

function missingFinding(
  placed: PlacedContainer,
  kind: "readinessProbe" | "livenessProbe",
  remedy: string,
): Finding | undefined {
  if (!runsForEver(placed)) return undefined;
  const field = `${placed.field}.${kind}`;
  const probe = placed.container[kind];
  if (!probe) return { field, found: "is not set", remedy };
  if (HANDLERS.some((handler) => probe[handler])) return undefined;
  return { field, found: "has no handler", remedy: `${remedy}, by one of ${HANDLERS.join(", ")}` };
}

function sameQuestionFinding(placed: PlacedContainer): Finding | undefined {
  const { readinessProbe, livenessProbe } = placed.container;
  if (!runsForEver(placed) || !readinessProbe || !livenessProbe) return undefined;
  const handler = handlerOf(livenessProbe);
  if (!handler || !isDeepStrictEqual(handler, handlerOf(readinessProbe))) return undefined;
  return {
    field: `${placed.field}.livenessProbe`,
    found: "asks what readinessProbe asks",
    remedy: "ask only whether the process lives, so that a container that waits for another is not restarted",
  };
}

/** A probe without its timing; undefined where it asks nothing. */
function handlerOf(probe: Probe): readonly unknown[] | undefined {
  const handler = HANDLERS.find((name) => probe[name]);
  return handler && [handler, plain(probe[handler])];
}
