import type { KubernetesObject } from "./kubernetes-object";
import { objectStoreServerOf } from "./object-store-server";
import type { PlacedContainer } from "./pod-spec-of";
import { replicasOf } from "./replicas";
import { REPLICATED_KINDS, type RunningServer } from "./running-server";
import { is, plain, stackPolicy, type Finding } from "./verdict";

const PROBES = ["startupProbe", "livenessProbe", "readinessProbe"] as const;

/**
 * An S3 server that keeps objects in a volume runs in one pod: several behind one name are stores of their own, each with
 * what happened to be sent to it. It answers over TLS alone: a probe that it answers in the open shows that it listens so.
 *
 * Severity: critical. Sources: incident G01 (three unreplicated databases posed as one), incident G34 (what is secret stood in
 * the open).
 * Remedy: one replica, and probes with `scheme: HTTPS`.
 */
export const objectStore = stackPolicy(
  {
    name: "object-store",
    description: "An S3 server over a volume is one pod, and answers over TLS alone.",
    severity: "critical",
    framework: {
      name: "GX incidents",
      version: "1",
      reference: "G01, G34",
      specification: "One store, not in the open",
    },
    remediationSteps: "Run one replica, and give the httpGet of its probes the scheme HTTPS.",
  },
  (objects, bench) => {
    for (const object of objects) {
      if (!REPLICATED_KINDS.includes(object.kind)) continue;
      const server = bench.known(object, () => objectStoreServerOf(object));
      if (!server) continue;
      bench.check(object, () => replicasFinding(object, server));
      for (const placed of server.containers) {
        for (const probe of PROBES) bench.check(object, () => probeFinding(placed, probe));
      }
    }
  },
);

function replicasFinding(object: KubernetesObject, { containers }: RunningServer): Finding | undefined {
  const replicas = replicasOf(object) ?? 1;
  if (replicas <= 1) return undefined;
  const found = `is ${replicas} over an S3 server (${containers[0]?.container.image}) that copies nothing to another`;
  return { field: "spec.replicas", found, remedy: "run one replica" };
}

function probeFinding({ field, container }: PlacedContainer, probe: (typeof PROBES)[number]): Finding | undefined {
  const { httpGet } = plain(container[probe] ?? {}) as { readonly httpGet?: { readonly scheme?: string } };
  if (!httpGet || httpGet.scheme === "HTTPS") return undefined;
  return {
    field: `${field}.${probe}.httpGet.scheme`,
    found: is(httpGet.scheme),
    remedy: 'serve TLS, and set it to "HTTPS"',
  };
}
