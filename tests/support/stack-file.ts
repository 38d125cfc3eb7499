import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import type { EnvironmentName } from "../../components/shared/labels";
import type { EnvironmentSpec } from "../../stacks/environment";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment, SETTING_PREFIX } from "../../stacks/parse-environment";

/** The checkout's root. */
export const PROJECT_ROOT = path.resolve(__dirname, "../..");

/** Stands for the cluster, whether the committed stack files leave it open or somebody has named one. */
const TEST_ACCESS = {
  kubeconfig: "kubeconfig.yaml",
  kubeContext: "test",
  clusterIdentity: "00000000-0000-4000-8000-000000000000",
};

/** The settings of a committed stack file, by name without prefix, on a made-up cluster. */
export function committedSettings(environment: EnvironmentName): Record<string, unknown> {
  const text = readFileSync(path.join(PROJECT_ROOT, `Pulumi.${environment}.yaml`), "utf8");
  const { config } = parse(text) as { config: Record<string, unknown> };
  const settings = Object.entries(config)
    .filter(([key]) => key.startsWith(SETTING_PREFIX))
    .map(([key, value]) => [key.slice(SETTING_PREFIX.length), value]);
  return { ...Object.fromEntries(settings), ...TEST_ACCESS };
}

/** The environment that a committed stack file describes, on a made-up cluster. */
export function committedEnvironment(environment: EnvironmentName): EnvironmentSpec {
  return parseEnvironment(environment, committedSettings(environment), SERVERS);
}
