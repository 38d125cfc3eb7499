import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../shared/labels";

/** Files that pods mount, by name. */
export type Files = Readonly<Record<string, string>>;

/** A Secret or ConfigMap that pods mount, and a checksum that changes with what it holds. */
export interface MountedFiles {
  readonly name: pulumi.Output<string>;
  /** Not secret: of values that nobody can guess. */
  readonly checksum: pulumi.Output<string>;
}

/** Where an object of {@link secretFiles} or {@link publicFiles} stands. */
export interface FilesMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
}

/** A Secret that holds `files`. */
export function secretFiles(
  metadata: FilesMetadata,
  files: pulumi.Input<Files>,
  opts: pulumi.CustomResourceOptions,
): MountedFiles {
  // As `data`, because the provider rewrites `stringData` once it is known, which no saved plan allows.
  const data = pulumi.secret(
    pulumi
      .output(files)
      .apply((held) =>
        Object.fromEntries(Object.entries(held).map(([file, text]) => [file, Buffer.from(text).toString("base64")])),
      ),
  );
  const secret = new k8s.core.v1.Secret(
    `${metadata.name}-secret`,
    { metadata: { ...metadata, labels: { ...metadata.labels } }, data },
    opts,
  );
  return { name: secret.metadata.name, checksum: contentChecksum([files]) };
}

/** A ConfigMap that holds `files`. */
export function publicFiles(
  metadata: FilesMetadata,
  files: pulumi.Input<Files>,
  opts: pulumi.CustomResourceOptions,
): MountedFiles {
  const data = pulumi.output(files);
  const map = new k8s.core.v1.ConfigMap(
    `${metadata.name}-config-map`,
    { metadata: { ...metadata, labels: { ...metadata.labels } }, data },
    opts,
  );
  return { name: map.metadata.name, checksum: contentChecksum([data]) };
}

/** The volume of a Secret, readable by the group that the pod's volumes belong to. */
export function secretVolume(name: string, secretName: pulumi.Input<string>): k8s.types.input.core.v1.Volume {
  return { name, secret: { secretName, defaultMode: 0o440 } };
}

/** Short, and different where any of what it is made of is. Not secret. */
export function contentChecksum(values: readonly unknown[]): pulumi.Output<string> {
  return pulumi.unsecret(
    pulumi
      .all([...values])
      .apply((held) => createHash("sha256").update(JSON.stringify(held)).digest("hex").slice(0, 16)),
  );
}
