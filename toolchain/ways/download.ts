import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context";
import type { OfficialDownload, ToolSpec } from "../tool-spec";
import { reasonOf } from "./fetch-within";
import type { Reachability } from "./reachability";
import { releaseFile } from "./release-file";
import { releaseImage } from "./release-image";
import { WayUnavailable, type Way } from "./way";

/** The way by which a tool's official release is downloaded and held against its published or pinned digest. */
export function downloadWay(
  context: Context,
  reachability: Reachability,
  spec: ToolSpec,
  download: OfficialDownload,
): Way {
  const release =
    "repository" in download ? releaseImage(context, spec, download) : releaseFile(context, spec, download);
  return {
    origin: "download",
    heading: `downloading from ${download.host}`,
    recipe: { tool: spec.name, version: spec.version, origin: "download", inputs: release.identity },
    async obstacle() {
      const reason = await reachability.unreachable(download.host);
      return reason === undefined ? undefined : `${download.host} can't be downloaded from: ${reason}`;
    },
    inTurn: (work) => work(),
    async build(folder, detail) {
      try {
        await release.fetch(folder, detail);
        await chmod(join(folder, spec.name), 0o755).catch(() => {
          throw new WayUnavailable(`the release holds no ${spec.name}`);
        });
      } catch (error) {
        context.signal.throwIfAborted();
        if (error instanceof WayUnavailable || isFolderError(error)) throw error;
        reachability.giveUp(download.host, reasonOf(error));
        throw new WayUnavailable(`${release.url} could not be fetched: ${reasonOf(error)}`);
      }
    },
  };
}

function isFolderError(error: unknown): boolean {
  return (
    typeof (error as NodeJS.ErrnoException).path === "string" || (error as NodeJS.ErrnoException).code === "ENOSPC"
  );
}
