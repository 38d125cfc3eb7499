import type * as k8s from "@pulumi/kubernetes";
import { deploy } from "../../../stacks/deploy";
import { recordResources, type RecordedResource } from "../../../tests/support/recorded-resources";
import { committedSettings } from "../../../tests/support/stack-file";
import { environmentWith } from "../../../tests/support/systems";

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
  const environment = environmentWith("mainnet", [], {
    postgres: { ...COMMITTED.postgres, backup: backup && { ...COMMITTED.postgres.backup, ...backup } },
    objectstore: { ...COMMITTED.objectstore, ...objectstore },
  });
  const { result, resources } = await recordResources(() => deploy(environment, "kubeconfig.yaml"));
  return { resources, outputs: result.postgres as Settings };
}

/** The object of a Pulumi name. @throws Error where it isn't exactly one */
export function named(resources: readonly RecordedResource[], name: string): RecordedResource {
  const found = resources.filter((resource) => resource.name === name && !resource.type.startsWith("gx:"));
  if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
  return found[0]!;
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
