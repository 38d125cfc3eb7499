import type * as k8s from "@pulumi/kubernetes";
import { named, recordEnvironment } from "../../../tests/support/recorded-environment";
import type { RecordedResource } from "../../../tests/support/recorded-resources";
import { committedSettings } from "../../../tests/support/stack-file";

/** A section of a stack file, or a part of one. */
export type Settings = Readonly<Record<string, unknown>>;

type Pod = k8s.types.input.core.v1.PodSpec & {
  readonly containers: readonly (k8s.types.input.core.v1.Container & {
    readonly name: string;
    readonly volumeMounts: readonly {
      readonly name: string;
      readonly mountPath: string;
      readonly readOnly?: boolean;
    }[];
  })[];
};

/** Mainnet's sections that concern backups, as committed. */
export const COMMITTED = committedSettings("mainnet") as {
  readonly postgres: Settings & { readonly backup: Settings };
  readonly objectstore: Settings;
};

/** The CronJobs. */
export const JOBS = ["postgres-backup-full", "postgres-backup-differential", "postgres-restore-test"] as const;

/** What mainnet registers, and what it tells of its database, with other backups or none. */
export async function mainnet(backup?: Settings, objectstore: Settings = {}) {
  const { resources, outputs } = await recordEnvironment("mainnet", {
    postgres: { backup: backup && { ...COMMITTED.postgres.backup, ...backup } },
    objectstore,
  });
  return { resources, outputs: outputs.postgres as Settings };
}

/** The pods that a workload makes. */
export function podOf({ type, inputs }: RecordedResource): Pod {
  const spec = inputs.spec as { template: { spec: Pod }; jobTemplate: { spec: { template: { spec: Pod } } } };
  return (type.endsWith(":CronJob") ? spec.jobTemplate.spec : spec).template.spec;
}

/** What a file of the members' ConfigMap says; undefined where there is none. */
export function configurationFile(resources: readonly RecordedResource[], file: string): unknown {
  const { data } = named(resources, "postgres-configuration-config-map").inputs as { data: Record<string, string> };
  return data[file] === undefined ? undefined : (JSON.parse(data[file]) as unknown);
}
