import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { FailoverTimeBudget } from "../../stacks/failover-time-budget";
import type { ResourceSpec } from "../shared/container-resources";
import { LABEL_PREFIX } from "../shared/labels";
import { NOT_AWAITED } from "../shared/not-awaited";
import { dataVolume } from "../workload/data-volume";
import { grantApi } from "../workload/api-permissions";
import { WorkloadShell, type WorkloadShellArgs } from "../workload/workload-shell";
import { STANZA } from "./backup/names";
import { memberPod } from "./member-pod";
import { contentChecksum, type Files, type MountedFiles, publicFiles, secretFiles } from "../workload/mounted-files";
import { CLAIM, memberNames, SCOPE, SCOPE_LABEL, SERVICES } from "./names";
import { patroniConfiguration, RESTORATION } from "./patroni-configuration";
import { memberPermissions } from "./permissions";
import { postgresServices } from "./services";
import type { ClusterCertificates } from "./tls";

/** Annotation on the pod template that changes with the files that a member reads at start. */
const FILES_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/files-checksum`;
/** Old revisions of the pods that are kept for a rollback (G12). */
const REVISION_HISTORY_LIMIT = 3;

/** Arguments of {@link PostgresCluster}. */
export interface PostgresClusterArgs {
  readonly shell: WorkloadShellArgs;
  readonly replicas: number;
  /** The whole reference, with registry and version. */
  readonly image: string;
  /** The unprivileged user of the image. */
  readonly userId: number;
  readonly serverResources: ResourceSpec;
  readonly volumeMebibytes: number;
  readonly failover: FailoverTimeBudget;
  /** What the members agree on, as the first of them is told. */
  readonly configuration: object;
  readonly certificates: pulumi.Output<ClusterCertificates>;
  /** pgBackRest's files, where the log is archived. */
  readonly repository?: MountedFiles | undefined;
  /** What the first member of a new cluster is restored to, and along which timeline; empty without it. */
  readonly restoreFrom?: { readonly from: string; readonly timeline?: number | undefined } | undefined;
}

/** The members: their pods, what they mount, what they may do, and the Services by which they are called. */
export class PostgresCluster extends pulumi.ComponentResource {
  /** Everything that a job which changes the cluster must come after. */
  readonly members: readonly pulumi.Resource[];
  /** Changes with whatever members are made from. */
  readonly revision: pulumi.Output<string>;

  constructor(name: string, args: PostgresClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:postgres:PostgresCluster", name, {}, opts);
    const child = { parent: this };
    const shell = new WorkloadShell(name, args.shell, child);
    const { namespace, labels } = shell.metadata;
    const named = (suffix: string) => ({ name: `${name}-${suffix}`, namespace, labels });

    const patroni = patroniConfiguration(args.repository !== undefined);
    const configuration = publicFiles(named("configuration"), configurationFiles(patroni, args), child);
    const serverTls = secretFiles(
      named("server-tls"),
      args.certificates.apply(({ server }) => ({ ...server })),
      child,
    );
    const memberTls = secretFiles(
      named("member-tls"),
      args.certificates.apply(({ member }) => ({ ...member })),
      child,
    );
    const permissions = grantApi(shell.metadata, memberPermissions(memberNames(args.replicas)), child);
    const hasBackups = args.repository !== undefined;
    const services = postgresServices({ namespace, labels, selector: shell.selector, hasBackups }, child);

    const template = shell.podTemplate(
      args.userId,
      memberPod({
        ...args,
        configMap: configuration.name,
        serverTlsSecret: serverTls.name,
        memberTlsSecret: memberTls.name,
        repositorySecret: args.repository?.name,
      }),
      {
        labels: { [SCOPE_LABEL]: SCOPE },
        annotations: {
          // Not of what the members agree on, which a running cluster takes without a restart, nor of what one begins with.
          [FILES_CHECKSUM_ANNOTATION]: contentChecksum([
            patroni,
            ...[serverTls, memberTls, ...(args.repository ? [args.repository] : [])].map(({ checksum }) => checksum),
          ]),
        },
      },
    );
    const statefulSet = new k8s.apps.v1.StatefulSet(
      `${name}-statefulset`,
      {
        metadata: {
          ...shell.metadata,
          // Members are replaced by the job that knows who is primary; waiting for them here would be for ever.
          annotations: NOT_AWAITED,
        },
        spec: statefulSetSpec(args, shell.selector, template),
      },
      { ...child, protect: true, dependsOn: [...shell.gates, ...permissions, ...services] },
    );
    this.members = [statefulSet, ...services];
    this.revision = contentChecksum([template]);
    this.registerOutputs({});
  }
}

/** JSON is YAML too, and says the same in fewer ways. */
function configurationFiles(
  patroni: ReturnType<typeof patroniConfiguration>,
  { configuration, restoreFrom }: PostgresClusterArgs,
): Files {
  const bootstrap = { dcs: configuration, ...patroni.bootstrap };
  const file = (content: object) => `${JSON.stringify(content, null, 2)}\n`;
  if (restoreFrom === undefined) return { "patroni.yml": file({ ...patroni, bootstrap }) };
  return {
    "patroni.yml": file({ ...patroni, bootstrap: { ...bootstrap, ...RESTORATION } }),
    "restore.json": file({ stanza: STANZA, ...restoreFrom }),
  };
}

function statefulSetSpec(
  { replicas, volumeMebibytes }: PostgresClusterArgs,
  selector: Readonly<Record<string, string>>,
  template: k8s.types.input.core.v1.PodTemplateSpec,
): k8s.types.input.apps.v1.StatefulSetSpec {
  return {
    replicas,
    revisionHistoryLimit: REVISION_HISTORY_LIMIT,
    serviceName: SERVICES.headless,
    // All at once: the first to be there makes the cluster, the others join it.
    podManagementPolicy: "Parallel",
    // The job replaces members: replicas first, then, after a switchover, the old primary.
    updateStrategy: { type: "OnDelete" },
    selector: { matchLabels: { ...selector } },
    template,
    ...dataVolume(CLAIM, volumeMebibytes),
  };
}
