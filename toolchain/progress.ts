/** How often a running step says that it is still running, where the output is not a terminal. */
const HEARTBEAT_SECONDS = 15;

/** Shows what is happening and for how long. Steps may run side by side; each reports on lines of its own. */
export interface Progress {
  /** Runs `work` under a heading; `work` may refine the heading through `detail` while it runs. */
  step<T>(heading: string, work: (detail: (text: string) => void) => Promise<T>): Promise<T>;
  /** One line of information. */
  info(text: string): void;
}

/** Progress on a stream: a line at the start, a heartbeat while it lasts, a line with the duration at the end. */
export function progressTo(stream: NodeJS.WritableStream): Progress {
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    info: line,
    async step(heading, work) {
      const startedMs = Date.now();
      const seconds = () => ((Date.now() - startedMs) / 1000).toFixed(1);
      let detail = "";
      line(`  … ${heading}`);
      const heartbeat = setInterval(
        () => line(`  … ${heading}${detail && `: ${detail}`} (${seconds()} s so far)`),
        HEARTBEAT_SECONDS * 1000,
      );
      try {
        const result = await work((text) => (detail = text));
        line(`  ✓ ${heading} (${seconds()} s)`);
        return result;
      } catch (error) {
        line(`  ✗ ${heading} (${seconds()} s)`);
        throw error;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/** Progress that says nothing: for tests. */
export const silent: Progress = { info: () => undefined, step: (_heading, work) => work(() => undefined) };
