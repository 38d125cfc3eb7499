import type { z } from "zod";
import { ENVIRONMENT_NODE_ROLE, type EnvironmentName } from "../components/shared/labels";
import { ConfigError, type ConfigProblem, suggestion } from "./config-error";
import { crossFieldProblems } from "./consistency";
import type { EnvironmentSpec, ServiceSpec } from "./environment";
import type { Server } from "./inventory";
import { keysAt, type StackConfig, serversSchema, stackConfigSchema } from "./schema";
import { IMAGES } from "./versions";
import { SERVICE_NAMES } from "./workloads";

/** Prefix of this project's settings in a stack file. */
export const SETTING_PREFIX = "gx:";
const ENVIRONMENT_NAMES = Object.keys(ENVIRONMENT_NODE_ROLE);

/**
 * Builds the one value everything derives from.
 *
 * @param stack the Pulumi stack's name, which is the environment's
 * @param settings the stack's settings without their prefix, structured ones decoded
 * @param servers the inventory
 * @throws ConfigError naming every field that is missing, unknown, malformed or at odds with another, with its remedy
 */
export function parseEnvironment(
  stack: string,
  settings: Readonly<Record<string, unknown>>,
  servers: readonly Server[],
): EnvironmentSpec {
  if (!isEnvironmentName(stack)) {
    throw new ConfigError("The stack's name", [
      { field: "stack", value: stack, remedy: `a stack is an environment; ${suggestion(stack, ENVIRONMENT_NAMES)}` },
    ]);
  }
  const inventory = parsed(serversSchema.safeParse(servers, { reportInput: true }), "The inventory", "servers");
  const subject = `The configuration of stack ${stack}`;
  const config = parsed(stackConfigSchema.safeParse(settings, { reportInput: true }), subject, "gx:");
  const environment = toEnvironment(stack, config, inventory);
  const problems = crossFieldProblems(environment);
  if (problems.length > 0) throw new ConfigError(subject, problems);
  return environment;
}

function isEnvironmentName(name: string): name is EnvironmentName {
  return ENVIRONMENT_NAMES.includes(name);
}

function toEnvironment(name: EnvironmentName, config: StackConfig, servers: readonly Server[]): EnvironmentSpec {
  const services = SERVICE_NAMES.flatMap((service): ServiceSpec[] => {
    const settings = config.services[service];
    if (!settings) return [];
    const { imageTag, resources = config.serviceResources, ...rest } = settings;
    const image = imageTag === undefined ? IMAGES[service] : { ...IMAGES[service], tag: imageTag };
    return [{ name: service, image, resources, ...rest }];
  });
  return {
    name,
    access: { kubeconfigPath: config.kubeconfig, context: config.kubeContext, identity: config.clusterIdentity },
    servers,
    nodeRole: ENVIRONMENT_NODE_ROLE[name],
    ...(config.cluster && { clusterLayer: config.cluster }),
    namespaces: withoutUndefined(config.namespaces),
    services,
    adopt: config.adopt,
  };
}

/** The namespaces that the configuration states; zod keeps a key for an absent one. */
function withoutUndefined({ monitoring, ...namespaces }: StackConfig["namespaces"]): EnvironmentSpec["namespaces"] {
  return { ...namespaces, ...(monitoring && { monitoring }) };
}

function parsed<T>(result: z.ZodSafeParseResult<T>, subject: string, prefix: string): T {
  if (result.success) return result.data;
  throw new ConfigError(
    subject,
    result.error.issues.flatMap((issue) => problemsOf(issue, prefix)),
  );
}

function problemsOf(issue: z.core.$ZodIssue, prefix: string): ConfigProblem[] {
  const field = fieldOf(issue.path, prefix);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: fieldOf([...issue.path, key], prefix),
      value: valueAt(issue.input, key),
      remedy: `no such setting; ${suggestion(key, keysAt(issue.path))}`,
    }));
  }
  return [{ field, value: issue.input, remedy: issue.message }];
}

function fieldOf(path: readonly PropertyKey[], prefix: string): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return prefix.endsWith(":") ? `${prefix}${text.replace(/^\./, "")}` : `${prefix}${text}`;
}

function valueAt(input: unknown, key: string): unknown {
  return typeof input === "object" && input !== null ? (input as Record<string, unknown>)[key] : input;
}
