import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { containerResources, type ResourceSpec } from "../shared/container-resources";
import { LABEL_PREFIX } from "../shared/labels";
import { restrictedContainerContext } from "../shared/pod-security";
import type { WorkloadShell } from "../workload/workload-shell";
import type { MountedFiles } from "../workload/mounted-files";
import type { RedisAccess } from "../redis/redis-access";
import { AUTHORITY_FOLDER, DATABASE_URL_VARIABLES } from "./database-urls";
import { REDIS_AUTHORITY_FOLDER, REDIS_VARIABLES, redisVariables } from "./redis-variables";
import { checksumOf, type PodSecret } from "../workload/pod-secret";

/** Annotation on the pod template that changes with the credentials the pods read at start. */
const CREDENTIALS_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/credentials-checksum`;
/** Annotation on the pod template that changes with the database's authority. */
const AUTHORITY_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/postgres-authority-checksum`;
/** Annotation on the pod template that changes with redis' authority. */
const REDIS_AUTHORITY_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/redis-authority-checksum`;
/** The unprivileged user of the Node.js images that the services are built on. */
const SERVICE_USER_ID = 1000;
/** Failed and replaced ReplicaSets that are kept for a rollback; they had to be deleted by hand twice (G12). */
const REVISION_HISTORY_LIMIT = 3;
/** After this long without progress a rollout counts as failed instead of hanging (G09). */
const PROGRESS_DEADLINE_SECONDS = 300;

/** A stopping pod still gets requests for this long, until every node has learnt that it is no endpoint any more. */
const DRAIN_SECONDS = 5;
/** Then it has this long to finish what it does. */
const TERMINATION_GRACE_SECONDS = 30;

const PORT_VARIABLE = "PORT";
/** Environment variables that the program itself sets. */
export const RESERVED_VARIABLES: readonly string[] = [
  PORT_VARIABLE,
  ...Object.values(DATABASE_URL_VARIABLES),
  ...REDIS_VARIABLES,
];

/** What a service's Deployment is made from. */
export interface ServiceDeploymentArgs {
  readonly replicas: number;
  /** Whether others call it. One that nobody calls works alone: an update ends the old pod before the new one starts. */
  readonly isExposed: boolean;
  /** Plain settings, by name of the environment variable. */
  readonly settings: Readonly<Record<string, pulumi.Input<string>>>;
  /** The whole reference, with registry and version. */
  readonly image: string;
  /** Container port of the HTTP API. */
  readonly httpPort: number;
  /** What pods take from Secrets, as environment variables. */
  readonly secrets: readonly PodSecret[];
  readonly resources: ResourceSpec;
  /** Whom to trust as the database. */
  readonly authority: MountedFiles;
  readonly redis: RedisAccess;
}

/** Spec of a backend service's Deployment: probed, and never fewer pods during an update. */
export function serviceDeployment(
  shell: Pick<WorkloadShell, "selector" | "podTemplate">,
  args: ServiceDeploymentArgs,
): types.input.apps.v1.DeploymentSpec {
  return {
    replicas: args.replicas,
    revisionHistoryLimit: REVISION_HISTORY_LIMIT,
    progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
    strategy: args.isExposed
      ? { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
      : { type: "Recreate" },
    selector: { matchLabels: { ...shell.selector } },
    template: shell.podTemplate(
      SERVICE_USER_ID,
      {
        terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
        containers: [container(args)],
        volumes: [
          { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
          { name: "postgres-authority", configMap: { name: args.authority.name } },
          { name: "redis-authority", configMap: { name: args.redis.authority.name } },
        ],
      },
      {
        annotations: {
          [CREDENTIALS_CHECKSUM_ANNOTATION]: checksumOf(args.secrets),
          [AUTHORITY_CHECKSUM_ANNOTATION]: args.authority.checksum,
          [REDIS_AUTHORITY_CHECKSUM_ANNOTATION]: args.redis.authority.checksum,
        },
      },
    ),
  };
}

function container(args: ServiceDeploymentArgs): types.input.core.v1.Container {
  const get = (path: string) => ({ httpGet: { path, port: "http" } });
  return {
    name: "service",
    image: args.image,
    ports: [{ name: "http", containerPort: args.httpPort }],
    env: [
      { name: PORT_VARIABLE, value: String(args.httpPort) },
      ...Object.entries({ ...redisVariables(args.redis), ...args.settings }).map(([name, value]) => ({ name, value })),
      ...args.secrets.flatMap((secret) =>
        secret.variables.map((name) => ({ name, valueFrom: { secretKeyRef: { name: secret.name, key: name } } })),
      ),
    ],
    // `/health` says that the process lives, `/readyz` that it can serve: a service that waits for its database is not restarted.
    startupProbe: { ...get("/health"), periodSeconds: 5, failureThreshold: 24 },
    livenessProbe: { ...get("/health"), periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    readinessProbe: { ...get("/readyz"), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    resources: containerResources(args.resources),
    lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
    securityContext: restrictedContainerContext(),
    volumeMounts: [
      { name: "tmp", mountPath: "/tmp" },
      { name: "postgres-authority", mountPath: AUTHORITY_FOLDER, readOnly: true },
      { name: "redis-authority", mountPath: REDIS_AUTHORITY_FOLDER, readOnly: true },
    ],
  };
}
