import type { Context } from "../context";

/** No answer, or no more of it, in the time allowed. */
class TookTooLong extends Error {
  override readonly name = "TookTooLong";
}

/** Told on every part of a transfer, so that only silence ends it and never a slow line. */
export type KeepAlive = () => void;

/**
 * Fetches and hands the response to `use`, giving up where the host does not answer within `timeoutsMs.connect` or
 * then stays silent for `timeoutsMs.stall`; a connection that hangs costs seconds.
 * @throws the reason of the context's signal; TookTooLong; fetch's errors. {@link reasonOf} puts them in words.
 */
export async function fetchWithin<T>(
  context: Context,
  url: string,
  init: RequestInit,
  use: (response: Response, keepAlive: KeepAlive) => Promise<T>,
): Promise<T> {
  const { connect, stall } = context.timeoutsMs;
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const within = (milliseconds: number, message: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(new TookTooLong(message)), milliseconds);
  };
  const keepAlive = () => within(stall, `no data for ${stall / 1000} s`);
  within(connect, `no answer within ${connect / 1000} s`);
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([context.signal, limit.signal]) });
    keepAlive();
    return await use(response, keepAlive);
  } finally {
    clearTimeout(timer);
    // Closes what `use` left unread; without effect on a transfer that is complete.
    limit.abort(new TookTooLong("not read"));
  }
}

/** The error of a fetch in a few words: its cause's code where it has one (`ENOTFOUND`), as "fetch failed" says nothing. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause?.code ?? cause?.message ?? error.message;
}
