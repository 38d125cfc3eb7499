import { DATA_STORAGE_CLASS } from "../components/cluster/storage-classes";
import type { KubernetesObject, Metadata } from "./kubernetes-object";
import { is, objectPolicy, type Finding } from "./verdict";

/** Older way of naming the storage class; where both are written, the control plane goes by this one. */
const LEGACY_CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

/** A claim, or the template that a StatefulSet makes claims from. */
interface Claim {
  readonly metadata?: Metadata;
  readonly spec?: Readonly<Record<string, unknown>>;
}

/**
 * Every claim, a StatefulSet's templates included, asks for the storage class whose volumes outlive their claims. The
 * cluster's default class deletes a volume with its claim. Generic ephemeral volumes are meant to end with their pod.
 *
 * Severity: critical. Source: incident G21 (production volumes were lost, and nothing had kept them).
 * Remedy: set storageClassName to gx-data.
 */
export const dataClaims = objectPolicy(
  {
    name: "data-claims",
    description: "Every claim names the storage class whose volumes outlive it.",
    severity: "critical",
    framework: { name: "GX incidents", version: "1", reference: "G21", specification: "Data outlives its claim" },
    remediationSteps: `Set storageClassName to ${DATA_STORAGE_CLASS} in every claim and volumeClaimTemplate.`,
  },
  (object, check) => {
    if (object.kind === "PersistentVolumeClaim") check(() => claimFinding(object.props, ""));
    if (object.kind !== "StatefulSet") return;
    for (const [index, claim] of claimTemplatesOf(object).entries()) {
      check(() => claimFinding(claim ?? {}, `spec.volumeClaimTemplates[${index}].`));
    }
  },
);

function claimTemplatesOf({ props }: KubernetesObject): readonly (Claim | undefined)[] {
  return (props.spec?.volumeClaimTemplates ?? []) as readonly (Claim | undefined)[];
}

function claimFinding({ metadata, spec }: Claim, prefix: string): Finding | undefined {
  const legacy = metadata?.annotations?.[LEGACY_CLASS_ANNOTATION];
  if (legacy !== undefined) {
    const field = `${prefix}metadata.annotations["${LEGACY_CLASS_ANNOTATION}"]`;
    return { field, found: is(legacy), remedy: `remove it, and set storageClassName to "${DATA_STORAGE_CLASS}"` };
  }
  const name = spec?.storageClassName;
  if (name === DATA_STORAGE_CLASS) return undefined;
  return { field: `${prefix}spec.storageClassName`, found: is(name), remedy: `set it to "${DATA_STORAGE_CLASS}"` };
}
