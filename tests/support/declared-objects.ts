import { deploy } from "../../stacks/deploy";
import { recordResources } from "./recorded-resources";
import { bySystem } from "./rendered-resources";
import { environmentWith } from "./systems";

/** An object as it is applied. */
export interface DeclaredObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
}

/**
 * The objects of some of mainnet's systems, as the program declares them: the namespaces first, then the systems' own.
 * @param settings of the environment, instead of mainnet's own
 * @param secretSections names of the settings that hold a secret
 */
export async function declaredObjectsOf(
  names: readonly string[],
  settings: Readonly<Record<string, unknown>>,
  secretSections: readonly string[] = [],
): Promise<readonly DeclaredObject[]> {
  const environment = environmentWith("mainnet", [], settings, secretSections);
  const { resources } = await recordResources(() => deploy(environment, "kubeconfig.yaml"));
  const systems = bySystem(resources);
  const own = names.flatMap((name) => systems.get(name)!);
  return [...systems.get("frame")!, ...systems.get("cluster")!.filter(({ type }) => /Class$/.test(type)), ...own]
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => plain(inputs) as DeclaredObject)
    .sort((one, other) => turnOf(one) - turnOf(other));
}

/**
 * What others stand in or on comes first, and jobs last. Pods come after all that they mount, as in an update: a pod that is
 * replaced earlier begins with the Secrets of before.
 */
function turnOf({ kind }: DeclaredObject): number {
  if (["Namespace", "StorageClass", "PriorityClass"].includes(kind)) return 0;
  if (kind === "ServiceAccount") return 1;
  if (["StatefulSet", "Deployment", "DaemonSet", "CronJob"].includes(kind)) return 3;
  return kind === "Job" ? 4 : 2;
}

/** What the engine marks as secret, without the mark. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ("4dabf18193072939515e22adb298388d" in value) return plain((value as { readonly value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}
