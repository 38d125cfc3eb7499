import type { EnvironmentName } from "../../components/shared/labels";
import { deploy } from "../../stacks/deploy";
import { recordResources, type RecordedResource } from "./recorded-resources";
import { committedSettings } from "./stack-file";
import { environmentWith } from "./systems";

/** What an environment registers, and what it tells of itself, by output. */
export interface RecordedEnvironment {
  readonly resources: readonly RecordedResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Records what a committed environment registers where some of its sections are changed.
 * @param changes by section, the settings in it that differ
 */
export async function recordEnvironment(
  environment: EnvironmentName,
  changes: Readonly<Record<string, object>> = {},
): Promise<RecordedEnvironment> {
  const committed = committedSettings(environment) as Readonly<Record<string, object>>;
  const sections = Object.fromEntries(
    Object.entries(changes).map(([section, change]) => [section, { ...committed[section], ...change }]),
  );
  const whole = environmentWith(environment, [], sections);
  const { result, resources } = await recordResources(() => deploy(whole, "kubeconfig.yaml"));
  return { resources, outputs: result };
}

/** The one resource of a Pulumi name that isn't a component. @throws Error where it isn't exactly one */
export function named(resources: readonly RecordedResource[], name: string): RecordedResource {
  const found = resources.filter((resource) => resource.name === name && !resource.type.startsWith("gx:"));
  if (found.length !== 1) throw new Error(`${found.length} resources are called ${name}`);
  return found[0]!;
}
