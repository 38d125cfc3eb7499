import type { types } from "@pulumi/kubernetes";
import { containerResources, type ResourceSpec } from "../../shared/container-resources";
import { restrictedContainerContext } from "../../shared/pod-security";
import { fromPod } from "../../workload/pod-field";
import { CLAIM, FOLDERS } from "../names";
import { BACKUP_CERTIFICATE_NAME, BACKUP_PORT, LOCK_FOLDER, STANZA } from "./names";

/** Name of the container. */
export const REPOSITORY_SERVER = "repository-server";

/** What it takes, beside the database server: it reads, compresses and sends the files of a backup. */
export const REPOSITORY_SERVER_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 20,
  cpuLimitMillicores: 500,
  memoryRequestMebibytes: 48,
  memoryLimitMebibytes: 192,
};

const TMP = "repository-server-tmp";

/**
 * The container of a member by which a job copies its files. It has no configuration of the repository, and so none of its
 * secrets: it sends to whoever shows the certificate of a backup.
 */
export function repositoryServer(image: string): {
  readonly container: types.input.core.v1.Container;
  readonly volumes: readonly types.input.core.v1.Volume[];
} {
  const tls = (file: string) => `${FOLDERS.serverTls}/${file}`;
  return {
    container: {
      name: REPOSITORY_SERVER,
      image,
      command: ["pgbackrest", "server"],
      ports: [{ name: "backup", containerPort: BACKUP_PORT }],
      env: [
        fromPod("POD_IP", "status.podIP"),
        ...Object.entries({
          TLS_SERVER_ADDRESS: "$(POD_IP)",
          TLS_SERVER_PORT: String(BACKUP_PORT),
          TLS_SERVER_CERT_FILE: tls("tls.crt"),
          TLS_SERVER_KEY_FILE: tls("tls.key"),
          TLS_SERVER_CA_FILE: tls("ca.crt"),
          TLS_SERVER_AUTH: `${BACKUP_CERTIFICATE_NAME}=${STANZA}`,
          LOCK_PATH: LOCK_FOLDER,
          LOG_LEVEL_CONSOLE: "info",
          LOG_LEVEL_FILE: "off",
        }).map(([option, value]) => ({ name: `PGBACKREST_${option}`, value })),
      ],
      // Of this container alone: whatever becomes of it, the database server goes on.
      livenessProbe: { tcpSocket: { port: "backup" }, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
      readinessProbe: { exec: { command: ["pgbackrest", "server-ping"] }, periodSeconds: 30, timeoutSeconds: 5 },
      resources: containerResources(REPOSITORY_SERVER_RESOURCES),
      securityContext: restrictedContainerContext(),
      volumeMounts: [
        { name: CLAIM, mountPath: FOLDERS.data, readOnly: true },
        { name: "server-tls", mountPath: FOLDERS.serverTls, readOnly: true },
        { name: "socket", mountPath: FOLDERS.socket },
        { name: TMP, mountPath: "/tmp" },
      ],
    },
    volumes: [{ name: TMP, emptyDir: { sizeLimit: "16Mi" } }],
  };
}
