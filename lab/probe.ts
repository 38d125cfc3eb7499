import { request } from "node:https";

import { reasonOf } from "./files";
import { LOOPBACK } from "./ports";
import type { Attempt } from "./wait";

const TIMEOUT_MILLISECONDS = 10_000;

/** How to call one listener of the lab. */
export interface Endpoint {
  readonly port: number;
  readonly path: string;
  /** The only authority whose certificates the listener may present: a stranger on the port is not mistaken for it. */
  readonly authority: string;
  /** Who calls; anonymous if left out. */
  readonly client?: { readonly certificate: string; readonly key: string };
  /** Sent with POST if given, with GET otherwise. */
  readonly body?: string;
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Calls a listener over TLS on loopback. Rejects where no such listener answers within 10 s. */
export function call(endpoint: Endpoint): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: LOOPBACK,
        port: endpoint.port,
        path: endpoint.path,
        method: endpoint.body === undefined ? "GET" : "POST",
        ca: endpoint.authority,
        cert: endpoint.client?.certificate,
        key: endpoint.client?.key,
        agent: false,
        timeout: TIMEOUT_MILLISECONDS,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
        );
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MILLISECONDS / 1000} s`)));
    outgoing.on("error", reject);
    outgoing.end(endpoint.body);
  });
}

/** Whether a health endpoint says 200; in words what it says instead. */
export async function isHealthy(endpoint: Endpoint): Promise<Attempt> {
  try {
    const { status, body } = await call(endpoint);
    return status === 200 ? true : `status ${status}: ${body.slice(0, 500)}`;
  } catch (error) {
    return reasonOf(error);
  }
}
