import type { Recipe } from "../store/artefact-store";

/** One way to install one tool. */
export interface Way {
  readonly origin: "download" | "go-build" | "stand-in";
  readonly recipe: Recipe;
  /** Why this way does not lead there on this machine now, or undefined: asked before it is begun. */
  obstacle(): Promise<string | undefined>;
  /** Runs the whole of an installation when it is this way's turn. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Fills an empty folder with the executable, named as the tool. @throws WayUnavailable */
  build(folder: string, detail: (text: string) => void): Promise<void>;
  /** Shown while it runs, after the tool's name and version. */
  readonly heading: string;
}

/** This way was begun and did not lead there: the next one is tried. */
export class WayUnavailable extends Error {
  override readonly name = "WayUnavailable";
}
