import { ApiError, type ApiClient } from "./api-client";
import type { KeyedFile } from "./keyed-files";
import type { ConfigMap, Pod, Secret, Volume } from "./kubernetes-types";

const DEFAULT_MODE = 0o644;
/** What a file's group may do in a read-only volume of a pod with `fsGroup`. */
const GROUP_MAY_READ = 0o440;
const TOKEN_SECONDS = 3607;

type Content = ReadonlyMap<string, Buffer>;
interface Selected {
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[];
  readonly optional?: boolean;
}

/** Whether a volume's content is files that come from the API. */
export function hasKeyedFiles(volume: Volume): boolean {
  return Boolean(volume.configMap ?? volume.secret ?? volume.projected ?? volume.downwardAPI);
}

/**
 * The files of a ConfigMap, Secret or projected volume.
 * @throws ApiError or Error naming what is missing and not optional
 */
export async function keyedFilesOf(api: ApiClient, pod: Pod, volume: Volume): Promise<KeyedFile[]> {
  const { configMap, secret, projected, downwardAPI } = volume;
  if (downwardAPI) throw new Error(`volume ${volume.name}: downwardAPI volumes are not supported here`);
  const mode = configMap?.defaultMode ?? secret?.defaultMode ?? projected?.defaultMode ?? DEFAULT_MODE;
  const parts = projected?.sources ?? [{ configMap, secret: secret && { ...secret, name: secret.secretName } }];
  const files: KeyedFile[] = [];
  for (const part of parts) {
    if (part.configMap) files.push(...selected(await configMapContent(api, pod, part.configMap), part.configMap, mode));
    if (part.secret) files.push(...selected(await secretContent(api, pod, part.secret), part.secret, mode));
    if (part.serviceAccountToken) {
      const { path, audience, expirationSeconds } = part.serviceAccountToken;
      files.push({ path, content: await requestToken(api, pod, audience, expirationSeconds), mode });
    }
    for (const { path, fieldRef } of part.downwardAPI?.items ?? []) {
      if (fieldRef?.fieldPath !== "metadata.namespace") {
        throw new Error(`volume ${volume.name}: of the downward API only metadata.namespace is supported here`);
      }
      files.push({ path, content: Buffer.from(namespaceOf(pod)), mode });
    }
  }
  if (pod.spec?.securityContext?.fsGroup === undefined) return files;
  return files.map((file) => ({ ...file, mode: file.mode | GROUP_MAY_READ }));
}

function selected(content: Content | undefined, { items }: Selected, defaultMode: number): KeyedFile[] {
  if (!content) return [];
  if (!items) return [...content].map(([path, value]) => ({ path, content: value, mode: defaultMode }));
  return items.map(({ key, path, mode = defaultMode }) => {
    const value = content.get(key);
    if (!value) throw new Error(`there is no key ${key} to mount as ${path}`);
    return { path, content: value, mode };
  });
}

async function configMapContent(
  api: ApiClient,
  pod: Pod,
  source: Selected & { readonly name?: string },
): Promise<Content | undefined> {
  const found = await readOptional<ConfigMap>(api, pod, "configmaps", source);
  return (
    found &&
    new Map([
      ...Object.entries(found.data ?? {}).map(([key, text]) => [key, Buffer.from(text)] as const),
      ...Object.entries(found.binaryData ?? {}).map(([key, text]) => [key, Buffer.from(text, "base64")] as const),
    ])
  );
}

async function secretContent(
  api: ApiClient,
  pod: Pod,
  source: Selected & { readonly name?: string },
): Promise<Content | undefined> {
  const found = await readOptional<Secret>(api, pod, "secrets", source);
  const entries = Object.entries(found?.data ?? {});
  return found && new Map(entries.map(([key, text]) => [key, Buffer.from(text, "base64")] as const));
}

/** An object of the pod's namespace; undefined where it is optional and there is none. */
export async function readOptional<T>(
  api: ApiClient,
  pod: Pod,
  kind: "configmaps" | "secrets",
  { name, optional }: { readonly name?: string; readonly optional?: boolean },
): Promise<T | undefined> {
  try {
    return await api.call<T>("GET", `/api/v1/namespaces/${namespaceOf(pod)}/${kind}/${name}`);
  } catch (error) {
    if (optional && error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** A token that ends with the pod. */
async function requestToken(
  api: ApiClient,
  pod: Pod,
  audience: string | undefined,
  expirationSeconds = TOKEN_SECONDS,
): Promise<Buffer> {
  const account = pod.spec?.serviceAccountName ?? "default";
  const { name, uid } = pod.metadata ?? {};
  const { status } = await api.call<{ status: { token: string } }>(
    "POST",
    `/api/v1/namespaces/${namespaceOf(pod)}/serviceaccounts/${account}/token`,
    {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        expirationSeconds,
        ...(audience && { audiences: [audience] }),
        boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
      },
    },
  );
  return Buffer.from(status.token);
}

function namespaceOf(pod: Pod): string {
  return pod.metadata?.namespace ?? "default";
}
