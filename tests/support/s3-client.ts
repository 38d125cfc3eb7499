import { createHash, createHmac } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { request } from "node:https";

const ANSWER_MS = 30_000;

/** An S3 server, and as whom one asks it. */
export interface S3Target {
  readonly host: string;
  readonly port: number;
  readonly region: string;
  /** PEM of the only authority that is trusted. */
  readonly authority: string;
  /** A name that the server's certificate must have. */
  readonly serverName: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What the server answers. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<OutgoingHttpHeaders>;
  readonly text: string;
}

/** A request to an S3 server. */
export interface S3Request {
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD";
  /** Path of the bucket, or of the object in it, without the first slash. */
  readonly path: string;
  /** What is undefined, is left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
}

/** Asks as the account does, signed by AWS's signature version 4. @throws Error where nobody answers, or with another's certificate */
export function askS3(target: S3Target, { method, path, query = {}, body = "" }: S3Request): Promise<S3Answer> {
  const { host, port, authority, serverName } = target;
  const encodedPath = `/${path.split("/").map(encoded).join("/")}`;
  const encodedQuery = Object.keys(query)
    .sort()
    .flatMap((key) => (query[key] === undefined ? [] : `${encoded(key)}=${encoded(query[key])}`))
    .join("&");
  const headers = signedHeaders(target, method, encodedPath, encodedQuery, body);
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...{ host, port, method, path: encodedQuery ? `${encodedPath}?${encodedQuery}` : encodedPath },
      ...{ ca: authority, servername: serverName, agent: false, signal: AbortSignal.timeout(ANSWER_MS) },
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    outgoing.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function signedHeaders(
  { host, port, region, accessKeyId, secretAccessKey }: S3Target,
  method: string,
  path: string,
  query: string,
  body: string | Buffer,
): Readonly<Record<string, string>> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const headers = { host: `${host}:${port}`, "x-amz-content-sha256": sha256(body), "x-amz-date": time };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = [method, path, query, lines.join(""), names, headers["x-amz-content-sha256"]].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [day, region, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n")).toString("hex");
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

/** As S3 wants it: everything but letters, digits and four signs. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
