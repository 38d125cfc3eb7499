import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AUTHORITY_FILE } from "../certificates/system-authority";
import type { ResourceSpec } from "../shared/container-resources";
import { LABEL_PREFIX } from "../shared/labels";
import { dataVolume } from "../workload/data-volume";
import { grantApi } from "../workload/api-permissions";
import { contentChecksum, type MountedFiles, publicFiles, secretFiles } from "../workload/mounted-files";
import { WorkloadShell, type WorkloadShellArgs } from "../workload/workload-shell";
import { clusterFile } from "./cluster-file";
import type { RedisTimes } from "./failover-times";
import { memberPod } from "./member-pod";
import { AUTHORITY_CONFIG_MAP, CLAIM, SERVICES } from "./names";
import type { Passwords } from "./passwords";
import { KEEPER_PERMISSIONS } from "./permissions";
import { sentinelConfiguration } from "./sentinel-configuration";
import { serverConfiguration } from "./server-configuration";
import { redisServices } from "./services";
import type { WhenFull } from "./settings";
import type { RedisCertificates } from "./tls";
import { sentinelUsers, serverUsers } from "./users";

/** Annotation on the pod template that changes with the files that a member reads at start. */
const FILES_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/files-checksum`;
/** Old revisions of the pods that are kept for a rollback (G12). */
const REVISION_HISTORY_LIMIT = 3;
/** A replaced member must have been well for so long before the next one goes: it may have to take over from that. */
const MIN_READY_SECONDS = 5;

/** Arguments of {@link RedisCluster}. */
export interface RedisClusterArgs {
  readonly shell: WorkloadShellArgs;
  readonly replicas: number;
  /** The whole reference, with registry and version. */
  readonly image: string;
  /** The unprivileged user of the image. */
  readonly userId: number;
  readonly serverResources: ResourceSpec;
  readonly volumeMebibytes: number;
  readonly dataMebibytes: number;
  readonly whenFull: WhenFull;
  readonly times: RedisTimes;
  readonly certificates: pulumi.Output<RedisCertificates>;
  readonly passwords: pulumi.Output<Passwords>;
}

/** The members: their pods, what they mount, what they may do, and the Services by which they are called. */
export class RedisCluster extends pulumi.ComponentResource {
  /** What stands once every member serves. */
  readonly members: pulumi.Resource;
  /** ConfigMap with the certificate of the authority to trust. */
  readonly authority: MountedFiles;

  constructor(name: string, args: RedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:redis:RedisCluster", name, {}, opts);
    const child = { parent: this };
    const shell = new WorkloadShell(name, args.shell, child);
    const { namespace, labels } = shell.metadata;
    const named = (suffix: string) => ({ name: `${name}-${suffix}`, namespace, labels });
    const isAlone = args.replicas === 1;

    const configuration = publicFiles(named("configuration"), configurationFiles(args), child);
    this.authority = publicFiles(
      { ...named("authority"), name: AUTHORITY_CONFIG_MAP },
      pulumi.unsecret(args.certificates.apply(({ authority }) => ({ [AUTHORITY_FILE]: authority }))),
      child,
    );
    const users = secretFiles(
      named("users"),
      args.passwords.apply((passwords) => usersFiles(passwords, isAlone)),
      child,
    );
    const passwords = secretFiles(
      named("passwords"),
      args.passwords.apply(({ current: { member, keeper, exporter } }) => ({ member, keeper, exporter })),
      child,
    );
    const serverTls = secretFiles(
      named("server-tls"),
      args.certificates.apply(({ server }) => ({ ...server })),
      child,
    );
    const permissions = isAlone ? [] : grantApi(shell.metadata, KEEPER_PERMISSIONS, child);
    const { replicas } = args;
    const services = redisServices({ namespace, labels, selector: shell.selector, replicas }, child);

    const template = shell.podTemplate(
      args.userId,
      memberPod({
        ...args,
        configMap: configuration.name,
        usersSecret: users.name,
        passwordsSecret: passwords.name,
        serverTlsSecret: serverTls.name,
      }),
      {
        annotations: {
          [FILES_CHECKSUM_ANNOTATION]: contentChecksum(
            [configuration, users, passwords, serverTls].map(({ checksum }) => checksum),
          ),
        },
      },
    );
    this.members = new k8s.apps.v1.StatefulSet(
      `${name}-statefulset`,
      { metadata: shell.metadata, spec: statefulSetSpec(args, shell.selector, template) },
      // Each member asks at its start for the addresses of all members' Services.
      { ...child, protect: true, dependsOn: [...shell.gates, ...permissions, ...services] },
    );
    this.registerOutputs({});
  }
}

function configurationFiles(args: RedisClusterArgs) {
  return {
    "server.conf": serverConfiguration(args),
    ...(args.replicas > 1 && { "sentinel.conf": sentinelConfiguration(args.times) }),
    "cluster.json": clusterFile(args.replicas, args.times),
  };
}

function usersFiles(passwords: Passwords, isAlone: boolean) {
  return {
    "users.acl": serverUsers(passwords),
    ...(!isAlone && { "sentinel-users.acl": sentinelUsers(passwords) }),
  };
}

function statefulSetSpec(
  { replicas, volumeMebibytes }: RedisClusterArgs,
  selector: Readonly<Record<string, string>>,
  template: k8s.types.input.core.v1.PodTemplateSpec,
): k8s.types.input.apps.v1.StatefulSetSpec {
  return {
    replicas,
    revisionHistoryLimit: REVISION_HISTORY_LIMIT,
    minReadySeconds: MIN_READY_SECONDS,
    serviceName: SERVICES.headless,
    // All at once: Sentinels need each other to know who is primary.
    podManagementPolicy: "Parallel",
    // One after another, the last first; whoever is primary hands over before it goes.
    updateStrategy: { type: "RollingUpdate" },
    selector: { matchLabels: { ...selector } },
    template,
    ...dataVolume(CLAIM, volumeMebibytes),
  };
}
