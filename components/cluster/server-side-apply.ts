import type { Labels } from "../shared/labels";

/** Under this name our patches own the fields they set, on objects that somebody else created. */
const FIELD_MANAGER = "gx-infrastructure";

/**
 * Annotations by which the Kubernetes provider applies a patch: one fixed field manager, whatever the resource's name,
 * and the declared value winning over a live one. K3s gives node labels at registration; from then on they are ours.
 */
export function patchAnnotations(): Labels {
  return { "pulumi.com/patchFieldManager": FIELD_MANAGER, "pulumi.com/patchForce": "true" };
}
