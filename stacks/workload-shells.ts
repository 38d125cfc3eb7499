import type { IsolatedNamespace } from "../components/networking/isolated-namespace";
import { exceptionAnnotations, RESTRICTED_POD_SECURITY } from "../components/shared/exception-annotations";
import {
  BACKS_UP_ANNOTATION,
  COPIES_OFF_SITE_ANNOTATION,
  HOLDS_COPIES_ANNOTATION,
  KEPT_DAYS_ANNOTATION,
  PROVES_BACKUP_BY_ANNOTATION,
  QUORUM_GROUP_LABEL,
  RECOVERY_POINT_ANNOTATION,
  RECOVERY_TIME_ANNOTATION,
} from "../components/shared/labels";
import type { PodPlacementArgs } from "../components/workload/placement";
import type { WorkloadShellArgs } from "../components/workload/workload-shell";
import type { EnvironmentFrame } from "./environment";
import type { WorkloadFlows } from "./flow-peers";
import type { Workload } from "./workload";

/**
 * What the shell of a workload is made from.
 *
 * @throws Error when the workload is none of the environment's: nothing would gate its pods
 */
export function shellArgs(
  workload: Workload,
  environment: EnvironmentFrame,
  namespace: IsolatedNamespace,
  flows: ReadonlyMap<string, WorkloadFlows>,
): WorkloadShellArgs {
  const own = flows.get(workload.name);
  if (!own) throw new Error(`workload ${workload.name} is none of environment ${environment.name}`);
  return {
    environment: environment.name,
    namespace: namespace.name,
    gates: namespace.gates,
    workload: { name: workload.name, component: workload.component, quorumGroup: workload.quorum?.group },
    annotations: { ...backupAnnotations(workload), ...privilegeAnnotations(workload, environment) },
    needsBudget: workload.replicas > 1 && workload.controller !== "DaemonSet",
    priorityClassName: environment.priorityClasses[workload.priority],
    placement: podPlacementArgs(workload, environment),
    runtimeLabels: workload.runtimeLabels ?? [],
    ...own,
  };
}

/** By which the policy pack excepts what reads the servers' files. */
function privilegeAnnotations(
  { readsHostBecause, namespace }: Workload,
  { namespaces }: EnvironmentFrame,
): Readonly<Record<string, string>> {
  const privilege = namespaces[namespace]?.privileged;
  if (readsHostBecause === undefined || !privilege) return {};
  return exceptionAnnotations(RESTRICTED_POD_SECURITY, { reason: readsHostBecause, until: privilege.until });
}

/** What a workload's controller says of backups, for the policies and for the commands of `ops/backup`. */
export function backupAnnotations(workload: Workload): Readonly<Record<string, string>> {
  const { backsUp, restores, copiesOffSite, holdsCopies } = workload;
  return {
    ...(backsUp && {
      [BACKS_UP_ANNOTATION]: backsUp.workloads.join(","),
      [RECOVERY_POINT_ANNOTATION]: String(backsUp.recoveryPointHours),
      [KEPT_DAYS_ANNOTATION]: String(backsUp.keepDays),
    }),
    ...(restores && {
      [PROVES_BACKUP_BY_ANNOTATION]: restores.backupsBy.join(","),
      [RECOVERY_TIME_ANNOTATION]: String(restores.recoveryTimeMinutes),
    }),
    ...(copiesOffSite && { [COPIES_OFF_SITE_ANNOTATION]: copiesOffSite.join(",") }),
    ...(holdsCopies !== undefined && { [HOLDS_COPIES_ANNOTATION]: holdsCopies }),
  };
}

function podPlacementArgs(
  { placement, controller, quorum }: Workload,
  environment: EnvironmentFrame,
): PodPlacementArgs {
  switch (placement.on) {
    case "environment":
      return {
        placement: "environment",
        nodeRole: environment.nodeRole,
        hasRevisionsSideBySide: controller === "Deployment",
        ...(quorum && { apartFrom: { [QUORUM_GROUP_LABEL]: quorum.group } }),
      };
    case "every node":
      return { placement: "platform" };
    case "server": {
      const server = environment.servers.find(({ name }) => name === placement.server);
      if (!server) throw new Error(`server ${placement.server} is not in the inventory`);
      return { placement: "host", nodeName: server.nodeName };
    }
  }
}
