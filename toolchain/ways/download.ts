import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import type { Context } from "../context";
import { runCommand } from "../run-command";
import type { OfficialDownload, ToolSpec } from "../tool-spec";
import { algorithmOf, digestIn } from "./checksums";
import { fetchWithin, reasonOf } from "./fetch-within";
import type { Reachability } from "./reachability";
import { WayUnavailable, type Way } from "./way";

/** The way by which a tool's official release is downloaded and held against its published checksum. */
export function downloadWay(
  context: Context,
  reachability: Reachability,
  spec: ToolSpec,
  download: OfficialDownload,
): Way {
  const file = download.file(context.platform);
  const url = `${context.hosts[download.host]}/${file}`;
  return {
    origin: "download",
    heading: `downloading from ${download.host}`,
    recipe: { tool: spec.name, version: spec.version, origin: "download", inputs: file },
    async obstacle() {
      const reason = await reachability.unreachable(download.host);
      return reason === undefined ? undefined : `${download.host} can't be downloaded from: ${reason}`;
    },
    inTurn: (work) => work(),
    async build(folder, detail) {
      try {
        const expected = await expectedDigest(context, download, basename(file));
        const archive = join(folder, "download");
        const actual = await transfer(context, url, archive, expected, detail);
        if (actual !== expected) {
          throw new WayUnavailable(`${url} was refused: its digest is ${actual}, published is ${expected}`);
        }
        await unpack(context, spec, download, archive, folder);
      } catch (error) {
        context.signal.throwIfAborted();
        if (error instanceof WayUnavailable || isFolderError(error)) throw error;
        reachability.giveUp(download.host, reasonOf(error));
        throw new WayUnavailable(`${url} could not be fetched: ${reasonOf(error)}`);
      }
    },
  };
}

/** @throws WayUnavailable where no digest of the file is published: what can't be checked isn't taken. */
async function expectedDigest(context: Context, download: OfficialDownload, file: string): Promise<string> {
  const source = download.checksum(context.platform);
  if ("sha256" in source) {
    const { os, arch } = context.platform;
    const digest = source.sha256[`${os}-${arch}`];
    if (digest === undefined) throw new WayUnavailable(`no checksum of ${file} is known`);
    return digest;
  }
  const url = `${context.hosts[download.host]}/${source.publishedAt}`;
  return fetchWithin(context, url, {}, async (response) => {
    if (!response.ok) throw new WayUnavailable(`${file} has no published checksum: ${url} answered ${response.status}`);
    const digest = digestIn(await response.text(), file);
    if (digest === undefined) throw new WayUnavailable(`${url} does not list ${file}`);
    return digest;
  });
}

/** Writes the response to a file. @returns its digest, by the algorithm of the expected one. */
async function transfer(
  context: Context,
  url: string,
  target: string,
  expected: string,
  detail: (text: string) => void,
): Promise<string> {
  return fetchWithin(context, url, {}, async (response, keepAlive) => {
    if (!response.ok || !response.body) throw new WayUnavailable(`${url} answered ${response.status}`);
    const hash = createHash(algorithmOf(expected));
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
    return hash.digest("hex");
  });
}

async function unpack(
  context: Context,
  spec: ToolSpec,
  download: OfficialDownload,
  archive: string,
  folder: string,
): Promise<void> {
  const executable = join(folder, spec.name);
  if (download.unpack === "binary") {
    await rename(archive, executable);
  } else {
    await mkdir(folder, { recursive: true });
    const args = [
      "-xzf",
      archive,
      "-C",
      folder,
      `--strip-components=${download.unpack.stripComponents}`,
      "--no-same-owner",
    ];
    const { code, output } = await runCommand("tar", args, { signal: context.signal });
    if (code !== 0) throw new WayUnavailable(`tar could not unpack ${basename(archive)}: ${output.trim()}`);
    await rm(archive);
  }
  await chmod(executable, 0o755).catch(() => {
    throw new WayUnavailable(`the release holds no ${spec.name}`);
  });
}

function isFolderError(error: unknown): boolean {
  return (
    typeof (error as NodeJS.ErrnoException).path === "string" || (error as NodeJS.ErrnoException).code === "ENOSPC"
  );
}
