import type { Progress } from "../toolchain/progress";
import type { ImageName } from "../components/shared/images";
import type { Versions } from "./versions";

/** A run of a recipe. */
export interface BuildRun {
  /** Folder for what is needed on the way, removed afterwards; absolute. */
  readonly scratch: string;
  readonly progress: Progress;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
}

/** How an image comes about, and how it is shown to work. */
export interface Recipe {
  /** Its folder under `images/`, absolute: what the image's content depends on, beside what all images share. */
  readonly folder: string;
  /** Files elsewhere that the image's content depends on as well, absolute. */
  readonly outside?: readonly string[];
  readonly image: ImageName;
  /** The digest recorded for the tag, undefined before it was. */
  readonly recordedDigest: string | undefined;
  /** Environment of its processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** User and group that its processes run as. */
  readonly uid: number;
  /** The command of its containers. */
  readonly command: string;
  /**
   * Fills a root file system.
   * @param root is its folder, absolute; not made yet
   */
  build(root: string, run: BuildRun): Promise<void>;
  /**
   * Runs what the image holds, as its containers run it.
   * @returns versions by name, as the programs tell them
   * @throws UserError where something doesn't work
   */
  smokeTest(root: string, run: BuildRun): Promise<Versions>;
  /** The versions that the tag stands for. */
  readonly versions: Versions;
}
