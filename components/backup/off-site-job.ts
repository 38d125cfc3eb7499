import * as pulumi from "@pulumi/pulumi";
import { BACKUP_TOOLS, BACKUP_TOOLS_UID } from "../../images/backup-tools/image";
import type { BackupSource } from "../../stacks/backup-source";
import { containerResources } from "../shared/container-resources";
import { fromSeed } from "../shared/generated-seed";
import { imageReference } from "../shared/images";
import { restrictedContainerContext } from "../shared/pod-security";
import { sizeQuantity } from "../shared/quantities";
import type { JobPod } from "../workload/job-spec";
import { type FilesMetadata, publicFiles, secretFiles, secretVolume } from "../workload/mounted-files";
import { ScheduledJob } from "../workload/scheduled-job";
import type { WorkloadShellArgs } from "../workload/workload-shell";
import { FOLDERS, OFF_SITE, OFF_SITE_CONTAINER, OFF_SITE_PROGRAM } from "./names";
import { OFF_SITE_SCHEDULE, offSiteFacts, offSiteTimeoutSeconds } from "./off-site-facts";
import { offSiteKey } from "./off-site-key";
import type { OffSiteSettings } from "./off-site-settings";
import { offSiteFiles } from "./rclone-configuration";
import { TOOLS_RESOURCES } from "./source-pods";

/** Arguments of {@link OffSiteJob}. */
export interface OffSiteJobArgs {
  readonly settings: OffSiteSettings;
  readonly sources: readonly BackupSource[];
  readonly shell: WorkloadShellArgs;
  /** Of what is mounted. */
  readonly metadata: Omit<FilesMetadata, "name">;
  readonly bucket: string;
  /** Name of the Secret by which the bucket is read. */
  readonly readerSecret: pulumi.Input<string>;
}

/** The job that copies the backups of all sources off-site. */
export class OffSiteJob extends pulumi.ComponentResource {
  /** @param after what must stand before it runs */
  constructor(
    name: string,
    { settings, sources, shell, metadata, bucket, readerSecret }: OffSiteJobArgs,
    after: readonly pulumi.Resource[],
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("gx:backup:OffSiteJob", name, {}, opts);
    const child = { parent: this };
    // Whoever loses the seed can read nothing of what is off-site.
    const key = fromSeed(OFF_SITE, offSiteKey, child);
    const destination = secretFiles(
      { ...metadata, name: OFF_SITE },
      key.apply((known) => offSiteFiles(settings, known, bucket)),
      child,
    );
    const facts = publicFiles({ ...metadata, name: OFF_SITE }, offSiteFacts(settings, sources), child);
    const room = Math.max(...sources.map(({ roomMebibytes }) => roomMebibytes));
    new ScheduledJob(
      OFF_SITE,
      {
        shell,
        userId: BACKUP_TOOLS_UID,
        pod: podOf({ facts: facts.name, store: readerSecret, offSite: destination.name }, sizeQuantity(room)),
        schedule: OFF_SITE_SCHEDULE,
        timeoutSeconds: offSiteTimeoutSeconds(sources),
      },
      after,
      child,
    );
    this.registerOutputs({});
  }
}

/** Names of what the pod mounts: a ConfigMap and two Secrets. */
type PodFiles = Readonly<Record<"facts" | "store" | "offSite", pulumi.Input<string>>>;

function podOf(files: PodFiles, room: string): JobPod {
  return {
    restartPolicy: "Never",
    containers: [
      {
        name: OFF_SITE_CONTAINER,
        image: imageReference(BACKUP_TOOLS),
        command: [OFF_SITE_PROGRAM],
        resources: containerResources(TOOLS_RESOURCES),
        securityContext: restrictedContainerContext(),
        volumeMounts: [
          { name: "dump", mountPath: FOLDERS.dump },
          { name: "facts", mountPath: FOLDERS.facts, readOnly: true },
          { name: "store", mountPath: FOLDERS.store, readOnly: true },
          { name: "off-site", mountPath: FOLDERS.offSite, readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
    ],
    volumes: [
      { name: "dump", emptyDir: { sizeLimit: room } },
      { name: "facts", configMap: { name: files.facts } },
      secretVolume("store", files.store),
      secretVolume("off-site", files.offSite),
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
    ],
  };
}
