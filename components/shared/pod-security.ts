import type { types } from "@pulumi/kubernetes";

/** The Pod Security Standard that every namespace of ours enforces, and the Kubernetes minor its text is pinned to. */
export const POD_SECURITY_LEVEL = "restricted";
/** Pinned so that an upgrade of the cluster never tightens or loosens the rules unreviewed. */
export const POD_SECURITY_VERSION = "v1.34";

/**
 * Labels by which Pod Security admission enforces, audits and warns at {@link POD_SECURITY_LEVEL}.
 *
 * @param isEnforced false while pods that don't meet it still have to be admitted
 */
export function podSecurityLabels(isEnforced = true): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...(isEnforced ? ["enforce"] : []), "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, POD_SECURITY_LEVEL],
      [`pod-security.kubernetes.io/${mode}-version`, POD_SECURITY_VERSION],
    ]),
  );
}

/** Pod-level context that the `restricted` standard asks for, run as `userId`, which is the image's own unprivileged user. */
export function restrictedPodContext(userId: number): types.input.core.v1.PodSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: userId,
    runAsGroup: userId,
    fsGroup: userId,
    // A volume keeps the modes that its owner gave it: PostgreSQL refuses a data folder that its group can read.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** Container-level context that the `restricted` standard asks for, with a read-only root file system besides. */
export function restrictedContainerContext(): types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
}
