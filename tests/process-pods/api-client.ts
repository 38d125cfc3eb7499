import { readFileSync } from "node:fs";
import { Agent, request, type RequestOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";

/** How long the API server may take to answer; a watch goes on after that for as long as it pleases. */
const TIMEOUT_MS = 30_000;

/** A refusal of the API server. */
export class ApiError extends Error {
  constructor(
    what: string,
    readonly status: number,
    answer: string,
  ) {
    super(`${what}: status ${status}: ${answer}`);
  }
}

/** Whether the same call may succeed later: the API server is away, or busy. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429;
}

/** Whether the object that was meant is gone, or another has its name. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 409);
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { server: string; "certificate-authority-data": string } }];
  readonly users: readonly [{ readonly user: { "client-certificate-data": string; "client-key-data": string } }];
}

/** Talks to one API server as one identity. */
export class ApiClient {
  readonly server: URL;
  /** The PEM of the authority whose certificate the API server shows. */
  readonly authority: string;
  private readonly options: RequestOptions;
  private readonly agent = new Agent({ keepAlive: true });

  /** @param kubeconfigPath a lab's: JSON, with one cluster and one user in it */
  constructor(kubeconfigPath: string) {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfigPath, "utf8")) as Kubeconfig;
    const decoded = (base64: string) => Buffer.from(base64, "base64").toString("utf8");
    this.server = new URL(clusters[0].cluster.server);
    this.authority = decoded(clusters[0].cluster["certificate-authority-data"]);
    const { user } = users[0];
    this.options = {
      ca: this.authority,
      cert: decoded(user["client-certificate-data"]),
      key: decoded(user["client-key-data"]),
      timeout: TIMEOUT_MS,
    };
  }

  /**
   * Calls the API server, with a body in JSON if one is given.
   * @throws ApiError for any other status than success
   */
  async call<T>(method: string, path: string, body?: object, contentType = "application/json"): Promise<T> {
    const response = await this.send(method, path, this.agent, body, contentType);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw new ApiError(`${method} ${path}`, status, text);
    return JSON.parse(text) as T;
  }

  /** Gives each line of an endless answer, until it ends or `signal` aborts it. */
  async *lines(path: string, signal: AbortSignal): AsyncGenerator<string> {
    const response = await this.send("GET", path, new Agent(), undefined, "application/json", signal);
    response.socket.setTimeout(0);
    if (response.statusCode !== 200) throw new ApiError(`GET ${path}`, response.statusCode ?? 0, "no watch");
    yield* createInterface({ input: response });
  }

  /** Closes its connections. */
  dispose(): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    path: string,
    agent: Agent,
    body: object | undefined,
    contentType: string,
    signal?: AbortSignal,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      // Node.js frames the body of a DELETE only where its length is said.
      const headers = text ? { "content-type": contentType, "content-length": Buffer.byteLength(text) } : {};
      const outgoing = request(
        new URL(path, this.server),
        { ...this.options, method, agent, headers, signal },
        resolve,
      );
      outgoing.on("timeout", () => outgoing.destroy(new Error(`${method} ${path}: no answer within ${TIMEOUT_MS} ms`)));
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }
}
