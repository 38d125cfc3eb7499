import type { types } from "@pulumi/kubernetes";

/** The Pod Security Standard that namespaces of ours enforce, and the Kubernetes minor its text is pinned to. */
export const POD_SECURITY_LEVEL = "restricted";
/** Pinned so that an upgrade of the cluster never tightens or loosens the rules unreviewed. */
export const POD_SECURITY_VERSION = "v1.34";

/** What Pod Security admission does with pods that don't meet a standard. */
type PodSecurityMode = "enforce" | "audit" | "warn";

/**
 * Labels by which Pod Security admission enforces, audits and warns at a level.
 *
 * @param modes without `enforce` while pods that don't meet it still have to be admitted
 * @param level `privileged` asks for nothing
 */
export function podSecurityLabels(
  modes: readonly PodSecurityMode[] = ["enforce", "audit", "warn"],
  level: typeof POD_SECURITY_LEVEL | "privileged" = POD_SECURITY_LEVEL,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
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

/**
 * Container-level context of one that reads files which are root's alone: root without a capability, so that it may read what
 * root owns, and nothing that is another user's. The `restricted` standard refuses it.
 */
export function rootContainerContext(): types.input.core.v1.SecurityContext {
  return { ...restrictedContainerContext(), runAsUser: 0, runAsNonRoot: false };
}

/** Container-level context that the `restricted` standard asks for, with a read-only root file system besides. */
export function restrictedContainerContext(): types.input.core.v1.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  };
}
