import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import type { EnvironmentName } from "../components/shared/labels";
import { SETTING_PREFIX } from "../stacks/parse-environment";

/** What a lab adds to an environment's committed stack file: which cluster it is. */
export interface LabAccess {
  readonly kubeconfigPath: string;
  readonly context: string;
  readonly clusterIdentity: string;
}

/** The parts of a stack file. Pulumi itself keeps the salt of the passphrase in it. */
interface StackFile {
  encryptionsalt?: string;
  config: Record<string, unknown>;
}

const PROJECT_ROOT = path.resolve(__dirname, "..");

/** Settings that tests change, by name without prefix; `undefined` removes one. */
export type SettingChanges = Readonly<Record<string, unknown>>;

/**
 * Writes a lab's own stack file: the committed one, the lab's cluster, and `changes`. The committed file stays as it is.
 *
 * @param folder the lab's folder of stack files; it becomes a Pulumi project folder of the same name as this one
 * @returns the path of the written file
 */
export function writeStackOverlay(
  folder: string,
  environment: EnvironmentName,
  access: LabAccess,
  changes: SettingChanges = {},
): string {
  mkdirSync(folder, { recursive: true });
  const { name } = parse(readFileSync(path.join(PROJECT_ROOT, "Pulumi.yaml"), "utf8")) as { name: string };
  writeFileSync(path.join(folder, "Pulumi.yaml"), stringify({ name, runtime: "nodejs" }));

  const file = path.join(folder, `Pulumi.${environment}.yaml`);
  const committed = readStackFile(path.join(PROJECT_ROOT, `Pulumi.${environment}.yaml`));
  const { encryptionsalt } = existsSync(file) ? readStackFile(file) : {};
  const settings = {
    kubeconfig: access.kubeconfigPath,
    kubeContext: access.context,
    clusterIdentity: access.clusterIdentity,
    ...changes,
  };
  const config = { ...committed.config };
  for (const [setting, value] of Object.entries(settings)) {
    if (value === undefined) delete config[SETTING_PREFIX + setting];
    else config[SETTING_PREFIX + setting] = value;
  }
  writeFileSync(file, stringify({ ...(encryptionsalt && { encryptionsalt }), config }));
  return file;
}

function readStackFile(file: string): StackFile {
  return parse(readFileSync(file, "utf8")) as StackFile;
}
