import type * as pulumi from "@pulumi/pulumi";
import { containerResources, type ResourceSpec } from "../../shared/container-resources";
import { sizeQuantity } from "../../shared/quantities";
import { restrictedContainerContext } from "../../shared/pod-security";
import type { JobPod } from "../../workload/job-spec";
import { secretVolume } from "../../workload/mounted-files";
import { FOLDERS } from "../names";
import { BACKUP_FOLDERS } from "./names";
import { type PodParts, repositoryMounts } from "./repository-mounts";

/** Name of a job's one container. */
export const BACKUP_CONTAINER = "backup";

/** What a job takes that has members' files copied. */
export const BACKUP_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 1000,
  memoryRequestMebibytes: 64,
  memoryLimitMebibytes: 256,
};

/** What the test takes that restores: beside pgBackRest it has a database server. */
export const RESTORE_TEST_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 1000,
  memoryRequestMebibytes: 192,
  memoryLimitMebibytes: 768,
};

/** What a job is asked to do. */
export type BackupCommand = "start" | "full" | "differential" | "restore-test";

/** What the pods of jobs are made from. */
export interface BackupPodArgs {
  readonly image: string;
  /** Names of what they mount. */
  readonly repositorySecret: pulumi.Input<string>;
  readonly backupTlsSecret: pulumi.Input<string>;
  readonly configMap: pulumi.Input<string>;
  /** Of the administrator's certificate, for the test that restores. */
  readonly adminTlsSecret: pulumi.Input<string>;
  /** Of a member's volume: room for what is restored. */
  readonly volumeMebibytes: number;
}

/** The part of the pod that is its own, of a job for backups. */
export function backupPod(command: BackupCommand, args: BackupPodArgs): JobPod {
  const isTest = command === "restore-test";
  const parts = [repositoryMounts(args.repositorySecret), isTest ? restoringParts(args) : copyingParts(args)];
  return {
    restartPolicy: "Never",
    containers: [
      {
        name: BACKUP_CONTAINER,
        image: args.image,
        command: ["/opt/gx/backup", command],
        resources: containerResources(isTest ? RESTORE_TEST_RESOURCES : BACKUP_RESOURCES),
        securityContext: restrictedContainerContext(),
        volumeMounts: [
          ...parts.flatMap(({ mounts }) => mounts),
          { name: "configuration", mountPath: BACKUP_FOLDERS.jobs, readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ],
    volumes: [
      ...parts.flatMap(({ volumes }) => volumes),
      { name: "configuration", configMap: { name: args.configMap } },
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
    ],
  };
}

/** Whom members let copy their files. */
function copyingParts({ backupTlsSecret }: BackupPodArgs): PodParts {
  return {
    volumes: [secretVolume("backup-tls", backupTlsSecret)],
    mounts: [{ name: "backup-tls", mountPath: BACKUP_FOLDERS.backupTls, readOnly: true }],
  };
}

/** Where the test restores to, the socket of the server that it starts there, and whom it asks the real one as. */
function restoringParts({ adminTlsSecret, volumeMebibytes }: BackupPodArgs): PodParts {
  return {
    volumes: [
      { name: "restored", emptyDir: { sizeLimit: sizeQuantity(volumeMebibytes) } },
      { name: "socket", emptyDir: { sizeLimit: "1Mi" } },
      secretVolume("admin-tls", adminTlsSecret),
    ],
    mounts: [
      { name: "restored", mountPath: FOLDERS.data },
      { name: "socket", mountPath: FOLDERS.socket },
      { name: "admin-tls", mountPath: FOLDERS.adminTls, readOnly: true },
    ],
  };
}
