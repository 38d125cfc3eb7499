import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Context } from "../context";
import { algorithmOf } from "./checksums";
import { fetchWithin } from "./fetch-within";
import { WayUnavailable } from "./way";

/** What is fetched, and the digest that it must have, in hexadecimal. */
export interface Transfer {
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly digest: string;
}

/**
 * Writes what an address answers to a file.
 * @param detail gets how much of it has come, in MB.
 * @throws WayUnavailable where it answers with an error or has another digest; fetch's errors.
 */
export async function transfer(
  context: Context,
  { url, headers = {}, digest }: Transfer,
  target: string,
  detail: (text: string) => void,
): Promise<void> {
  await fetchWithin(context, url, { headers }, async (response, keepAlive) => {
    if (!response.ok || !response.body) throw new WayUnavailable(`${url} answered ${response.status}`);
    const hash = createHash(algorithmOf(digest));
    let bytes = 0;
    const announced = Number(response.headers.get("content-length") ?? NaN);
    await pipeline(
      Readable.fromWeb(response.body as ReadableStream),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          keepAlive();
          bytes += chunk.length;
          hash.update(chunk);
          detail(`${(bytes / 1e6).toFixed(0)} MB${announced ? ` of ${(announced / 1e6).toFixed(0)} MB` : ""}`);
          yield chunk;
        }
      },
      createWriteStream(target),
    );
    refuseUnless(hash.digest("hex"), digest, url);
  });
}

/** @throws WayUnavailable where what an address gave has another digest than it must have. */
export function refuseUnless(actual: string, expected: string, url: string): void {
  if (actual !== expected) {
    throw new WayUnavailable(`${url} was refused: its digest is ${actual}, published is ${expected}`);
  }
}
