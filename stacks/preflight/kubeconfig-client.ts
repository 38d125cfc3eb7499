import * as https from "node:https";
import type { ClusterAccess } from "../environment";
import { kubeconfigFault, readKubeconfig } from "./kubeconfig-file";

/** A cluster that hasn't answered by then counts as unreachable. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Asks the API server for objects' metadata alone, so that no content of any, such as a Secret's, is ever transferred. */
export const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/**
 * Asks the API server: path and the kind of answer, decoded; `undefined` for 404.
 *
 * @throws ConfigError when the cluster can't be reached, or refuses
 */
export type Get = <Answer>(path: string, accept: string) => Promise<Answer | undefined>;

/** What the API server says to a server-side apply that it was asked to try only. */
export interface Tried<Answer> {
  /** HTTP's: 200 or 201, 403, 404, 409 for a conflict of fields, 422 for what it would refuse … */
  readonly status: number;
  readonly answer: Answer;
  /** What it warns of, such as pods that a namespace's new labels wouldn't admit. */
  readonly warnings: readonly string[];
}

/**
 * Asks what the object at a path would become if these fields were applied. Always a dry run: nothing is stored.
 *
 * @throws ConfigError when the cluster can't be reached
 */
export type TryApply = <Answer>(path: string, fields: object, options: { force: boolean }) => Promise<Tried<Answer>>;

/** A cluster's API server, of which nothing is asked that changes anything. */
export interface Connection {
  readonly get: Get;
  readonly tryApply: TryApply;
}

/** Signs a dry run's fields. */
const TRYING = "gx-preflight";

/**
 * Reads from the cluster that a kubeconfig's context names, as that context's user. It can't do more than read.
 *
 * @throws ConfigError when the file or the context doesn't exist
 */
export async function openCluster(access: Pick<ClusterAccess, "kubeconfigPath" | "context">): Promise<Get> {
  return (await connect(access)).get;
}

/** As {@link openCluster}, and asks for dry runs, for which the user needs the right to `patch`. */
export async function connect(access: Pick<ClusterAccess, "kubeconfigPath" | "context">): Promise<Connection> {
  const { kubeconfig, server } = await readKubeconfig(access);
  const options: https.RequestOptions = { agent: undefined };
  await kubeconfig.applyToHTTPSOptions(options);
  // The client's own opens a connection for each question, which costs two more round trips.
  if (options.agent instanceof https.Agent)
    options.agent = new https.Agent({ ...options.agent.options, keepAlive: true });
  const asking = async (path: string, request: https.RequestOptions, body?: string) => {
    try {
      const url = new URL(server.replace(/\/$/, "") + path);
      return await send(url, { ...options, ...request, headers: { ...options.headers, ...request.headers } }, body);
    } catch (error) {
      throw kubeconfigFault(
        "gx:kubeconfig",
        access.kubeconfigPath,
        `its cluster ${server} can't be read: ${messageOf(error)}; start the cluster or correct the kubeconfig`,
      );
    }
  };
  return {
    get: async <Answer>(path: string, accept: string) => {
      const { status, answer } = await asking(path, { method: "GET", headers: { accept } });
      return status === 404 ? undefined : (answer as Answer);
    },
    tryApply: async <Answer>(path: string, fields: object, { force }: { force: boolean }) => {
      // The API server takes YAML here, of which JSON is a part.
      const headers = { accept: "application/json", "content-type": "application/apply-patch+yaml" };
      const query = `?dryRun=All&fieldManager=${TRYING}&force=${force}`;
      return (await asking(path + query, { method: "PATCH", headers }, JSON.stringify(fields))) as Tried<Answer>;
    },
  };
}

/** Asks, and decodes the answer. Of a question that reads alone, anything but an answer or "not found" is a failure. */
function send(url: URL, options: https.RequestOptions, body?: string): Promise<Tried<unknown>> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { ...options, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        if (options.method === "GET" && status !== 200 && status !== 404) {
          return reject(new Error(`${url.pathname} answered ${status}`));
        }
        try {
          const answer: unknown = status === 404 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
          resolve({ status, answer, warnings: warningsIn(response.headers.warning) });
        } catch {
          reject(new Error(`${url.pathname} did not answer with JSON`));
        }
      });
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`)));
    request.on("error", reject);
    request.end(body);
  });
}

/** The texts of `Warning` headers (RFC 7234, code 299), which Node.js joins with commas. */
function warningsIn(header: string | undefined): readonly string[] {
  return [...(header ?? "").matchAll(/299 \S+ ("(?:[^"\\]|\\.)*")/g)].map(([, quoted = '""']) =>
    quoted.slice(1, -1).replace(/\\(.)/g, "$1"),
  );
}

/** Node reports a failed connection to several addresses without a message, only with a code. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
