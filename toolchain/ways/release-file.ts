import { rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Context } from "../context";
import type { ReleaseFile, ToolSpec } from "../tool-spec";
import { digestIn } from "./checksums";
import { fetchWithin } from "./fetch-within";
import type { Release } from "./release";
import { transfer } from "./transfer";
import { untar } from "./untar";
import { WayUnavailable } from "./way";

/** A release that is a file beside its published checksum. */
export function releaseFile(context: Context, spec: ToolSpec, download: ReleaseFile): Release {
  const file = download.file(context.platform);
  const url = `${context.hosts[download.host]}/${file}`;
  return {
    url,
    identity: file,
    async fetch(folder, detail) {
      const archive = join(folder, "download");
      await transfer(
        context,
        { url, digest: await publishedDigest(context, download, basename(file)) },
        archive,
        detail,
      );
      if (download.unpack === "binary") return rename(archive, join(folder, spec.name));
      const problem = await untar({ archive, folder, ...download.unpack }, context.signal);
      if (problem !== undefined) throw new WayUnavailable(`tar could not unpack ${basename(file)}: ${problem}`);
      await rm(archive);
    },
  };
}

/** @throws WayUnavailable where no digest of the file is published: what can't be checked isn't taken. */
async function publishedDigest(context: Context, download: ReleaseFile, file: string): Promise<string> {
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
