import type { Properties } from "../shared/property-values";

/** Where a piece of output came from. */
export type Stream = "stdout" | "stderr";

/** How a command ended: an exit code, or the signal that ended it. */
export interface RunOutcome {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What a command runs with beside its own inputs. */
export interface RunContext {
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput: (stream: Stream, text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs one command line to its end, wherever that is.
 *
 * @param inputs the resource's inputs, secrets unwrapped.
 * @throws UserError where it can't be started at all.
 */
export type Run = (script: string, inputs: Properties, context: RunContext) => Promise<RunOutcome>;
