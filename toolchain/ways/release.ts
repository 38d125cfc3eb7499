/** An official release of one tool for this platform, wherever its publisher put it. */
export interface Release {
  /** What it is fetched from: shown in messages. */
  readonly url: string;
  /** What tells it from every other release. */
  readonly identity: string;
  /** Puts the executable, named as the tool, into a folder. @throws WayUnavailable, and fetch's errors. */
  fetch(folder: string, detail: (text: string) => void): Promise<void>;
}
