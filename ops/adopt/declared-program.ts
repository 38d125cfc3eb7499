import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { EnvironmentName } from "../../components/shared/labels";
import { deploy } from "../../stacks/deploy";
import type { EnvironmentSpec } from "../../stacks/environment";
import { SERVERS } from "../../stacks/inventory";
import { parseEnvironment, SETTING_PREFIX } from "../../stacks/parse-environment";
import type { DeclaredWhole } from "../../stacks/preflight/comparison";
import { declaredObject } from "../../stacks/preflight/ownership";
import { clusterAccess } from "../drift/cluster-access";

/** Stands for a setting that is stored encrypted. */
const ENCRYPTED = "encrypted";

/**
 * The environment that a stack's committed file describes, on the cluster that it names; the kubeconfig's path is absolute. Encrypted
 * settings are not opened.
 * @throws ConfigError as the program does, UserError where the file names no cluster
 */
export function committedEnvironment(stack: EnvironmentName, checkout: string): EnvironmentSpec {
  const { config = {} } = parse(readFileSync(join(checkout, `Pulumi.${stack}.yaml`), "utf8")) as {
    config?: Record<string, unknown>;
  };
  const encrypted: string[] = [];
  const settings = Object.entries(config)
    .filter(([key]) => key.startsWith(SETTING_PREFIX))
    .map(([key, value]) => {
      const name = key.slice(SETTING_PREFIX.length);
      const opened = withoutEncrypted(value);
      if (JSON.stringify(opened) !== JSON.stringify(value)) encrypted.push(name);
      return [name, opened];
    });
  const { kubeconfigPath } = clusterAccess(stack, checkout);
  const all = { ...Object.fromEntries(settings), kubeconfig: kubeconfigPath };
  return parseEnvironment(stack, all, SERVERS, undefined, encrypted);
}

/** What a stack declares. */
export interface DeclaredProgram {
  readonly objects: readonly DeclaredWhole[];
  /** Objects of somebody else's that it patches. */
  readonly patched: readonly DeclaredWhole[];
}

/**
 * What the program declares in an environment, as a preview of an empty stack would know it. No engine is asked, because an engine
 * stops at the first object that is in the way; what only an update makes, such as passwords and what follows from them, is unknown.
 */
export async function declaredProgram(environment: EnvironmentSpec): Promise<DeclaredProgram> {
  const objects: DeclaredWhole[] = [];
  const patched: DeclaredWhole[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        const props: unknown = inputs;
        const object = declaredObject(type.replace(/Patch$/, ""), props);
        if (object !== undefined && object !== "later") {
          (type.endsWith("Patch") ? patched : objects).push({ object, props });
        }
        return { id: name, state: inputs };
      },
      call({ token }) {
        throw new Error(`the program calls ${token}, which only an engine can answer`);
      },
    },
    "gx",
    environment.name,
    true,
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    deploy(environment, environment.access.kubeconfigPath);
    return {};
  });
  await pulumi.runtime.disconnect();
  return { objects, patched };
}

function withoutEncrypted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEncrypted);
  if (typeof value !== "object" || value === null) return value;
  if (Object.keys(value).join() === "secure") return ENCRYPTED;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutEncrypted(item)]));
}
