import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { restrictedContainerContext } from "../shared/pod-security";
import { apiTokenVolume } from "../workload/api-token";
import { FOLDERS } from "./names";

/** Name of a job's one container. */
export const JOB_CONTAINER = "reconcile";
/** What a job takes. */
export const JOB_RESOURCES: ResourceSpec = {
  cpuRequestMillicores: 10,
  cpuLimitMillicores: 500,
  memoryRequestMebibytes: 64,
  memoryLimitMebibytes: 128,
};
/** A job that fails is tried again so often: what it does can be begun anew at any time. */
const RETRIES = 3;

/** What the pod of a job is made from. */
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

/** The part of a job's pod that is Postgres' own. */
export function jobPod({ image, command, declaredSecret, adminTlsSecret, callsApi }: JobPodArgs) {
  const api = apiTokenVolume();
  const secret = (name: string, secretName: pulumi.Input<string>) => ({
    name,
    secret: { secretName, defaultMode: 0o440 },
  });
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
      secret("declared", declaredSecret),
      secret("admin-tls", adminTlsSecret),
      { name: "tmp", emptyDir: { sizeLimit: "16Mi" } },
      ...(callsApi ? [api.volume] : []),
    ],
  };
}

/**
 * Spec of a job that runs once.
 *
 * @param timeoutSeconds after which it has failed, all tries together
 */
export function jobSpec(
  template: types.input.core.v1.PodTemplateSpec,
  timeoutSeconds: number,
): types.input.batch.v1.JobSpec {
  return { backoffLimit: RETRIES, activeDeadlineSeconds: timeoutSeconds, template };
}
