import type { KubernetesObject } from "./kubernetes-object";
import { objectStoreServerOf } from "./object-store-server";
import { postgresServerOf } from "./postgres-server";
import type { RunningServer } from "./running-server";
import { is, objectPolicy, type Finding } from "./verdict";

/** The cases in which Kubernetes may delete the claims of a StatefulSet. */
const OCCASIONS = ["whenDeleted", "whenScaled"] as const;

/** The servers whose data nobody else has. */
const WITH_DATA = [
  ["PostgreSQL", postgresServerOf],
  ["the S3 server", objectStoreServerOf],
] as const;

/** What the rule reads of a StatefulSet. */
interface StatefulSpec {
  readonly volumeClaimTemplates?: readonly ({ readonly metadata?: { readonly name?: string } } | undefined)[];
  readonly persistentVolumeClaimRetentionPolicy?: Readonly<Partial<Record<(typeof OCCASIONS)[number], string>>>;
}

/**
 * A StatefulSet that has claims keeps them when it is deleted or has fewer replicas, and Pulumi refuses to delete it: its
 * resource is protected. One that runs PostgreSQL or an S3 server has claims, and mounts one: another volume ends with its pod.
 *
 * Severity: critical. Source: incident G21 (production volumes were lost, and nothing had kept them).
 * Remedy: a claim template, no retention but Retain, and the option `protect`.
 */
export const dataProtection = objectPolicy(
  {
    name: "data-protection",
    description: "StatefulSets with data are protected and keep their claims; databases and backups have a claim.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G21", specification: "Data outlives its pods" },
    remediationSteps: "Give the StatefulSet a claim template, claims that are retained, and the option protect.",
  },
  (object, check) => {
    if (object.kind !== "StatefulSet") return;
    const spec = (object.props.spec ?? {}) as StatefulSpec;
    for (const [what, serverOf] of WITH_DATA) {
      check(() => {
        const server = serverOf(object);
        return server && claimFinding(server, what, spec);
      });
    }
    for (const occasion of OCCASIONS) check(() => retentionFinding(spec, occasion));
    check(() => protectionFinding(object, spec));
  },
);

function claimFinding(
  { containers }: RunningServer,
  what: string,
  { volumeClaimTemplates }: StatefulSpec,
): Finding | undefined {
  const claims = (volumeClaimTemplates ?? []).map((claim) => claim?.metadata?.name);
  const mounts = containers.flatMap(({ container }) => container.volumeMounts ?? []);
  if (mounts.some(({ name }) => name !== undefined && claims.includes(name))) return undefined;
  const [first] = containers;
  return {
    field: `${first?.field}.volumeMounts`,
    found: "name no claim of spec.volumeClaimTemplates",
    remedy: `mount one where ${what} keeps its data`,
  };
}

function retentionFinding(
  { persistentVolumeClaimRetentionPolicy }: StatefulSpec,
  occasion: (typeof OCCASIONS)[number],
): Finding | undefined {
  // Kubernetes retains claims where nothing is written.
  const { [occasion]: value = "Retain" } = persistentVolumeClaimRetentionPolicy ?? {};
  if (value === "Retain") return undefined;
  const field = `spec.persistentVolumeClaimRetentionPolicy.${occasion}`;
  return { field, found: is(value), remedy: 'set it to "Retain", or the claims are deleted with their pods' };
}

function protectionFinding(
  { isProtected }: KubernetesObject,
  { volumeClaimTemplates }: StatefulSpec,
): Finding | undefined {
  if (isProtected || (volumeClaimTemplates ?? []).length === 0) return undefined;
  return {
    field: "spec.volumeClaimTemplates",
    found: "is set, and the resource is not protected",
    remedy: "give the resource the option protect: true",
  };
}
