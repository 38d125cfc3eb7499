import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { requiredNodeRole, spreadOverServers } from "../availability/placement";
import { type Labels, LABEL_PREFIX, type NodeRole } from "../shared/labels";
import { restrictedContainerContext, restrictedPodContext } from "../shared/pod-security";
import { DATABASE_URL_KEYS } from "./database-login";

/** Annotation on the pod template that changes with the credentials the pods read at start. */
export const CREDENTIALS_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/credentials-checksum`;
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

/** What a service's Deployment is made from. */
export interface ServiceDeploymentArgs {
  readonly selector: Labels;
  readonly labels: Labels;
  readonly replicas: number;
  /** Whether an update may run an old and a new pod at once. */
  readonly exposed: boolean;
  /** Plain settings, by name of the environment variable. */
  readonly settings: Readonly<Record<string, string>>;
  /** The whole reference, with registry and version. */
  readonly image: string;
  /** Container port of the HTTP API. */
  readonly httpPort: number;
  readonly nodeRole: NodeRole;
  readonly priorityClassName: string;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly databaseSecretName: pulumi.Input<string>;
  readonly credentialsChecksum: pulumi.Input<string>;
  readonly resources: {
    readonly cpuRequestMillicores: number;
    readonly cpuLimitMillicores: number;
    readonly memoryRequestMebibytes: number;
    readonly memoryLimitMebibytes: number;
  };
}

/** Spec of a backend service's Deployment: spread over servers, probed, restricted, never fewer pods during an update. */
export function serviceDeployment(args: ServiceDeploymentArgs): types.input.apps.v1.DeploymentSpec {
  return {
    replicas: args.replicas,
    revisionHistoryLimit: REVISION_HISTORY_LIMIT,
    progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
    strategy: args.exposed
      ? { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
      : { type: "Recreate" },
    selector: { matchLabels: { ...args.selector } },
    template: {
      metadata: {
        labels: { ...args.labels },
        annotations: { [CREDENTIALS_CHECKSUM_ANNOTATION]: args.credentialsChecksum },
      },
      spec: {
        serviceAccountName: args.serviceAccountName,
        automountServiceAccountToken: false,
        priorityClassName: args.priorityClassName,
        affinity: { nodeAffinity: requiredNodeRole(args.nodeRole) },
        topologySpreadConstraints: spreadOverServers(args.selector),
        securityContext: restrictedPodContext(SERVICE_USER_ID),
        terminationGracePeriodSeconds: TERMINATION_GRACE_SECONDS,
        containers: [container(args)],
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }],
      },
    },
  };
}

function container(args: ServiceDeploymentArgs): types.input.core.v1.Container {
  const { resources } = args;
  const get = (path: string) => ({ httpGet: { path, port: "http" } });
  return {
    name: "service",
    image: args.image,
    ports: [{ name: "http", containerPort: args.httpPort }],
    env: [
      { name: "PORT", value: String(args.httpPort) },
      ...Object.entries(args.settings).map(([name, value]) => ({ name, value })),
      ...Object.values(DATABASE_URL_KEYS).map((key) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: args.databaseSecretName, key } },
      })),
    ],
    // `/health` says that the process lives, `/readyz` that it can serve: a service that waits for its database is not restarted.
    startupProbe: { ...get("/health"), periodSeconds: 5, failureThreshold: 24 },
    livenessProbe: { ...get("/health"), periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    readinessProbe: { ...get("/readyz"), periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    resources: {
      requests: { cpu: `${resources.cpuRequestMillicores}m`, memory: `${resources.memoryRequestMebibytes}Mi` },
      limits: { cpu: `${resources.cpuLimitMillicores}m`, memory: `${resources.memoryLimitMebibytes}Mi` },
    },
    lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
    securityContext: restrictedContainerContext(),
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}
