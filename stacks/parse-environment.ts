import type { z } from "zod";
import { ENVIRONMENT_NAMES, ENVIRONMENTS } from "../components/shared/environments";
import type { EnvironmentName } from "../components/shared/labels";
import { ConfigError, type ConfigProblem, SECRET_VALUE, suggestion } from "./config-error";
import { crossFieldProblems } from "./consistency";
import type { EnvironmentFrame, EnvironmentSpec } from "./environment";
import type { Server } from "./inventory";
import { serversSchema } from "./inventory-schema";
import { keysAt } from "./keys-at";
import { BY_FORCE, type FrameConfig, stackConfigSchema } from "./schema";
import { settingsIn, type System } from "./system";
import { systemProblems } from "./system-consistency";
import { SYSTEMS } from "./systems";

/** Prefix of this project's settings in a stack file. */
export const SETTING_PREFIX = "gx:";

/**
 * Builds the one value everything derives from.
 *
 * @param stack the Pulumi stack's name, which is the environment's
 * @param settings the stack's settings without their prefix, structured ones decoded
 * @param servers the inventory
 * @param secretSections names of the settings that hold a secret: their values are in no message
 * @throws ConfigError naming every field that is missing, unknown, malformed or at odds with another, with its remedy
 */
export function parseEnvironment(
  stack: string,
  settings: Readonly<Record<string, unknown>>,
  servers: readonly Server[],
  systems: readonly System[] = SYSTEMS,
  secretSections: readonly string[] = [],
): EnvironmentSpec {
  if (!isEnvironmentName(stack)) {
    throw new ConfigError("The stack's name", [
      { field: "stack", value: stack, remedy: `a stack is an environment; ${suggestion(stack, ENVIRONMENT_NAMES)}` },
    ]);
  }
  refuse("The list of systems", systemProblems(systems));
  const inventory = parsed(serversSchema, servers, "The inventory", "servers");
  const subject = `The configuration of stack ${stack}`;
  const config = parsed(stackConfigSchema(systems), settings, subject, SETTING_PREFIX, secretSections);
  const environment = toEnvironment(stack, config, inventory, systems, secretSections);
  refuse(subject, crossFieldProblems(environment, config, systems), secretSections);
  return environment;
}

function isEnvironmentName(name: string): name is EnvironmentName {
  return (ENVIRONMENT_NAMES as readonly string[]).includes(name);
}

function toEnvironment(
  name: EnvironmentName,
  config: FrameConfig & Readonly<Record<string, unknown>>,
  servers: readonly Server[],
  systems: readonly System[],
  secretSections: readonly string[],
): EnvironmentSpec {
  const frame: EnvironmentFrame = {
    name,
    ...ENVIRONMENTS[name],
    access: { kubeconfigPath: config.kubeconfig, context: config.kubeContext, identity: config.clusterIdentity },
    servers,
    namespaces: withoutUndefined(config.namespaces),
    secretSections,
    adopt: config.adopt.map((entry) => entry.replace(BY_FORCE, "")),
    adoptByForce: config.adopt.filter((entry) => BY_FORCE.test(entry)).map((entry) => entry.replace(BY_FORCE, "")),
  };
  const settingsOf = settingsIn(config);
  return {
    ...frame,
    systems: systems.flatMap((system) => {
      const settings = config[system.name];
      if (settings === undefined) return [];
      return [{ system, settings, workloads: system.workloads(settings, frame, settingsOf) }];
    }),
  };
}

/** The namespaces that the configuration states; zod keeps a key for an absent one. */
function withoutUndefined({
  monitoring,
  hosts,
  ...namespaces
}: FrameConfig["namespaces"]): EnvironmentSpec["namespaces"] {
  return { ...namespaces, ...(monitoring && { monitoring }), ...(hosts && { hosts }) };
}

function refuse(subject: string, problems: readonly ConfigProblem[], secretSections: readonly string[] = []): void {
  if (problems.length > 0) throw refusal(subject, problems, secretSections);
}

function refusal(subject: string, problems: readonly ConfigProblem[], secretSections: readonly string[]): ConfigError {
  const isSecret = (field: string) =>
    secretSections.some((section) => new RegExp(`^${SETTING_PREFIX}${section}(\\W|$)`).test(field));
  return new ConfigError(
    subject,
    problems.map((problem) =>
      problem.value !== undefined && isSecret(problem.field) ? { ...problem, value: SECRET_VALUE } : problem,
    ),
  );
}

function parsed<T>(
  schema: z.ZodType<T>,
  input: unknown,
  subject: string,
  prefix: string,
  secretSections: readonly string[] = [],
): T {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, schema, prefix));
  throw refusal(subject, problems, secretSections);
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, prefix: string): ConfigProblem[] {
  const field = fieldOf(issue.path, prefix);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      field: fieldOf([...issue.path, key], prefix),
      value: valueAt(issue.input, key),
      remedy: `no such setting; ${suggestion(key, keysAt(schema, issue.path))}`,
    }));
  }
  // The record's own message says only what kind of map it is.
  const remedy = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [{ field, value: issue.input, remedy }];
}

function fieldOf(path: readonly PropertyKey[], prefix: string): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return prefix.endsWith(":") ? `${prefix}${text.replace(/^\./, "")}` : `${prefix}${text}`;
}

function valueAt(input: unknown, key: string): unknown {
  return typeof input === "object" && input !== null ? (input as Record<string, unknown>)[key] : input;
}
