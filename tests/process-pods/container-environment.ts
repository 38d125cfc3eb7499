import type { ApiClient } from "./api-client";
import type { ConfigMap, Container, Pod, Secret } from "./kubernetes-types";
import { readOptional } from "./volume-sources";

/** What images set where they set nothing else. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What differs between pods of the same spec. */
export interface EnvironmentFacts {
  readonly api: ApiClient;
  readonly address: string;
  /** Where this pod finds the API server, on 127.0.0.1. */
  readonly apiPort: number;
}

/**
 * The environment of a container: what its image sets, where the API server is, `envFrom`, then `env` with its references, in which `$(NAME)`
 * stands for what was set before.
 * @throws Error naming the variable that can't be had
 */
export async function containerEnvironment(
  facts: EnvironmentFacts,
  pod: Pod,
  container: Container,
  imageEnvironment: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {
    PATH: DEFAULT_PATH,
    ...imageEnvironment,
    HOSTNAME: pod.metadata?.name ?? "",
    KUBERNETES_SERVICE_HOST: "127.0.0.1",
    KUBERNETES_SERVICE_PORT: String(facts.apiPort),
    KUBERNETES_SERVICE_PORT_HTTPS: String(facts.apiPort),
  };
  for (const { prefix = "", configMapRef, secretRef } of container.envFrom ?? []) {
    const data = {
      ...(configMapRef && (await readOptional<ConfigMap>(facts.api, pod, "configmaps", configMapRef))?.data),
      ...(secretRef && decoded((await readOptional<Secret>(facts.api, pod, "secrets", secretRef))?.data)),
    };
    for (const [key, value] of Object.entries(data)) environment[prefix + key] = value;
  }
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom
      ? await referenced(facts, pod, variable.name, variable.valueFrom)
      : expand(variable.value ?? "", environment);
    if (value !== undefined) environment[variable.name] = value;
  }
  return environment;
}

/** Replaces each `$(NAME)` that is set; `$$` stands for `$`. */
export function expand(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (whole, name?: string) =>
    name === undefined ? "$" : (environment[name] ?? whole),
  );
}

async function referenced(
  facts: EnvironmentFacts,
  pod: Pod,
  name: string,
  from: NonNullable<NonNullable<Container["env"]>[number]["valueFrom"]>,
): Promise<string | undefined> {
  const { fieldRef, configMapKeyRef, secretKeyRef } = from;
  if (fieldRef) return field(facts, pod, name, fieldRef.fieldPath);
  const reference = configMapKeyRef ?? secretKeyRef;
  if (!reference) throw new Error(`variable ${name}: this kind of reference is not supported here`);
  const data = configMapKeyRef
    ? (await readOptional<ConfigMap>(facts.api, pod, "configmaps", reference))?.data
    : decoded((await readOptional<Secret>(facts.api, pod, "secrets", reference))?.data);
  const value = data?.[reference.key];
  if (value === undefined && !reference.optional) {
    throw new Error(`variable ${name}: ${reference.name} has no key ${reference.key}`);
  }
  return value;
}

function field({ address }: EnvironmentFacts, pod: Pod, name: string, path: string): string {
  const { metadata, spec } = pod;
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path) ?? [];
  if (map && key) return metadata?.[map as "labels" | "annotations"]?.[key] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata?.name,
    "metadata.namespace": metadata?.namespace,
    "metadata.uid": metadata?.uid,
    "spec.nodeName": spec?.nodeName,
    "spec.serviceAccountName": spec?.serviceAccountName,
    "status.podIP": address,
  };
  const value = fields[path];
  if (value === undefined) throw new Error(`variable ${name}: field ${path} is not supported here`);
  return value;
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => [key, Buffer.from(text, "base64").toString("utf8")]),
  );
}
