import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { restrictedContainerContext } from "../shared/pod-security";
import { apiTokenVolume } from "../workload/api-token";
import type { JobPod } from "../workload/job-spec";
import { secretVolume } from "../workload/mounted-files";
import { FOLDERS } from "./names";

/** Name of the one container of a job that reconciles. */
export const JOB_CONTAINER = "reconcile";
/** What it takes. */
export const JOB_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 10,
  cpuLimitMillicores: 500,
  memoryRequestMebibytes: 64,
  memoryLimitMebibytes: 128,
};

/** What the pod of a job that reconciles is made from. */
export interface JobPodArgs {
  readonly image: string;
  /** What `reconcile` is asked to do. */
  readonly command: "apply" | "retire";
  /** Names of the Secrets that it mounts. */
  readonly declaredSecret: pulumi.Input<string>;
  readonly adminTlsSecret: pulumi.Input<string>;
  /** Whether it calls the Kubernetes API. */
  readonly callsApi: boolean;
}

/** The part of the pod that is its own, of a job that reconciles. */
export function jobPod({ image, command, declaredSecret, adminTlsSecret, callsApi }: JobPodArgs): JobPod {
  const api = apiTokenVolume();
  const container: types.input.core.v1.Container = {
    name: JOB_CONTAINER,
    image,
    command: ["/opt/gx/reconcile", command],
    resources: containerResources(JOB_RESOURCES),
    securityContext: restrictedContainerContext(),
    volumeMounts: [
      { name: "declared", mountPath: "/etc/reconcile", readOnly: true },
      { name: "admin-tls", mountPath: FOLDERS.adminTls, readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
      ...(callsApi ? [api.mount] : []),
    ],
  };
  return {
    restartPolicy: "Never",
    containers: [container],
    volumes: [
      secretVolume("declared", declaredSecret),
      secretVolume("admin-tls", adminTlsSecret),
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
      ...(callsApi ? [api.volume] : []),
    ],
  };
}
