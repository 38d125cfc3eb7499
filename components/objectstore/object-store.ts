import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ResourceSpec } from "../shared/container-resources";
import { LABEL_PREFIX } from "../shared/labels";
import { NOT_AWAITED } from "../shared/not-awaited";
import { dataVolume } from "../workload/data-volume";
import { contentChecksum, publicFiles, secretFiles } from "../workload/mounted-files";
import { WorkloadShell, type WorkloadShellArgs } from "../workload/workload-shell";
import { accountsFile, AT_START, configuration } from "./configuration";
import type { Keys } from "./keys";
import { CLAIM, OBJECT_STORE, PORTS } from "./names";
import { serverPod } from "./server-pod";
import type { BucketSettings } from "./settings";
import type { ObjectStoreCertificates } from "./tls";

/** Annotation on the pod template that changes with what the server reads at its start alone. */
const FILES_CHECKSUM_ANNOTATION = `${LABEL_PREFIX}/files-checksum`;
/** Old revisions of the pod that are kept for a rollback (G12). */
const REVISION_HISTORY_LIMIT = 3;

/** Arguments of {@link ObjectStore}. */
export interface ObjectStoreArgs {
  readonly shell: WorkloadShellArgs;
  /** The whole reference, with registry and version. */
  readonly image: string;
  /** The unprivileged user of the image. */
  readonly userId: number;
  readonly serverResources: ResourceSpec;
  readonly volumeMebibytes: number;
  readonly buckets: Readonly<Record<string, BucketSettings>>;
  readonly keyGeneration: number;
  readonly keys: pulumi.Output<Keys>;
  readonly certificates: pulumi.Output<ObjectStoreCertificates>;
}

/** The server: its pod, what that mounts, and the Service by which it is called. */
export class ObjectStore extends pulumi.ComponentResource {
  /** What stands once the server answers and the buckets are there. */
  readonly ready: pulumi.Resource;

  constructor(name: string, args: ObjectStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:objectstore:ObjectStore", name, {}, opts);
    const child = { parent: this };
    const shell = new WorkloadShell(name, args.shell, child);
    const { namespace, labels } = shell.metadata;
    const named = (suffix: string) => ({ name: `${name}-${suffix}`, namespace, labels });

    const configMap = publicFiles(
      named("configuration"),
      { "objectstore.json": configuration(args.buckets, args.keyGeneration) },
      child,
    );
    const accounts = secretFiles(
      named("accounts"),
      args.keys.apply((keys) => ({ "users.json": accountsFile(keys) })),
      child,
    );
    const root = secretFiles(
      named("root"),
      args.keys.apply(({ rootSecret }) => ({ secret: rootSecret })),
      child,
    );
    const serverTls = secretFiles(
      named("server-tls"),
      args.certificates.apply(({ server }) => ({ ...server })),
      child,
    );
    const service = new k8s.core.v1.Service(
      `${name}-service`,
      {
        metadata: { name: OBJECT_STORE, namespace, labels: { ...labels }, annotations: NOT_AWAITED },
        spec: {
          selector: { ...shell.selector },
          ports: [{ name: "s3", port: PORTS.s3, targetPort: "s3" }],
          // There is no other pod to call, and a keeper that restarts must not take the server out of its Service.
          publishNotReadyAddresses: true,
        },
      },
      child,
    );

    const template = shell.podTemplate(
      args.userId,
      serverPod({
        ...args,
        configMap: configMap.name,
        accountsSecret: accounts.name,
        rootSecret: root.name,
        serverTlsSecret: serverTls.name,
      }),
      {
        annotations: {
          // Neither of the buckets nor of their accounts: a running server and its keeper see to those.
          [FILES_CHECKSUM_ANNOTATION]: contentChecksum([AT_START, root.checksum, serverTls.checksum]),
        },
      },
    );
    this.ready = new k8s.apps.v1.StatefulSet(
      `${name}-statefulset`,
      { metadata: shell.controllerMetadata, spec: statefulSetSpec(args, shell.selector, template) },
      { ...child, protect: true, dependsOn: [...shell.gates, service] },
    );
    this.registerOutputs({});
  }
}

function statefulSetSpec(
  { volumeMebibytes }: ObjectStoreArgs,
  selector: Readonly<Record<string, string>>,
  template: k8s.types.input.core.v1.PodTemplateSpec,
): k8s.types.input.apps.v1.StatefulSetSpec {
  return {
    // Two would be two stores: each has a volume of its own.
    replicas: 1,
    revisionHistoryLimit: REVISION_HISTORY_LIMIT,
    serviceName: OBJECT_STORE,
    // Otherwise a pod that never gets ready holds up the update that mends it.
    podManagementPolicy: "Parallel",
    updateStrategy: { type: "RollingUpdate" },
    selector: { matchLabels: { ...selector } },
    template,
    ...dataVolume(CLAIM, volumeMebibytes),
  };
}
