import { setTimeout as sleep } from "node:timers/promises";

import type { ApiClient } from "./api-client";

/** Before the list is read anew, after a watch that ended. */
const PAUSE_MS = 200;

interface Listed {
  readonly metadata?: { readonly uid?: string; readonly resourceVersion?: string };
}
interface List<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}
interface Event<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T;
}

/**
 * Follows a collection and tells its content at the start and after each change, whole: what was missed while the API
 * server was away makes no difference. Goes on until `signal` aborts it.
 * @param path the collection's, without a query
 */
export async function followList<T extends Listed>(
  api: ApiClient,
  path: string,
  signal: AbortSignal,
  onContent: (items: readonly T[]) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(api, path, signal, onContent);
    } catch {
      // The API server is away, or has forgotten so old a version: both mend themselves by reading the list anew.
    }
    await sleep(PAUSE_MS);
  }
}

async function followOnce<T extends Listed>(
  api: ApiClient,
  path: string,
  signal: AbortSignal,
  onContent: (items: readonly T[]) => void,
): Promise<void> {
  const list = await api.call<List<T>>("GET", path);
  const items = new Map(list.items.map((item) => [item.metadata?.uid, item]));
  onContent([...items.values()]);
  const query = `?watch=true&resourceVersion=${list.metadata.resourceVersion}`;
  for await (const line of api.lines(path + query, signal)) {
    const { type, object } = JSON.parse(line) as Event<T>;
    if (type === "ERROR") return;
    if (type === "DELETED") items.delete(object.metadata?.uid);
    else items.set(object.metadata?.uid, object);
    if (!signal.aborted) onContent([...items.values()]);
  }
}
