import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../context";
import type { ReleaseHost } from "../tool-spec";
import { UserError } from "../user-error";
import { fetchWithin, reasonOf } from "./fetch-within";

/** For how long an unreachable host is not tried again only to replace stand-ins that work. */
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** Decides once a run and host whether official releases can be downloaded, and says so. */
export interface Reachability {
  /** Why the host can't be used, or undefined where it can. The first call for a host asks it. */
  unreachable(host: ReleaseHost): Promise<string | undefined>;
  /** A transfer from the host failed for want of a connection: it is not used again in this run. */
  giveUp(host: ReleaseHost, reason: string): void;
  /** Whether asking may be worth the time where there is something that works: not if it failed within the last day. */
  worthAsking(host: ReleaseHost): Promise<boolean>;
}

/**
 * Reachability as asked for by GX_TOOLCHAIN_DOWNLOADS (`never`: no host is asked), and as found on this machine.
 * @throws UserError where that variable holds anything else.
 */
export function reachabilityOf(context: Context): Reachability {
  const never = downloadsSwitchedOff(context);
  const known = new Map<ReleaseHost, Promise<string | undefined>>();
  const told = new Set<ReleaseHost>();
  const failed = (host: ReleaseHost, reason: string) => {
    if (told.has(host)) return reason;
    told.add(host);
    context.progress.info(`  ! official downloads unreachable (${host}: ${reason}); building from Go modules instead`);
    return reason;
  };
  const ask = async (host: ReleaseHost) => {
    const reason = await probe(context, host);
    await record(context, host, reason);
    return reason === undefined ? undefined : failed(host, reason);
  };
  return {
    async unreachable(host) {
      if (never) return "GX_TOOLCHAIN_DOWNLOADS is never";
      const answer = known.get(host) ?? ask(host);
      known.set(host, answer);
      return answer;
    },
    giveUp(host, reason) {
      known.set(host, Promise.resolve(failed(host, reason)));
    },
    async worthAsking(host) {
      return !never && Date.now() - (await lastFailure(context, host)) > RETRY_AFTER_MS;
    },
  };
}

function downloadsSwitchedOff({ environment }: Context): boolean {
  const { GX_TOOLCHAIN_DOWNLOADS: value = "" } = environment;
  if (value === "" || value === "never") return value === "never";
  throw new UserError(`GX_TOOLCHAIN_DOWNLOADS is ${JSON.stringify(value)}: set it to "never" or not at all.`);
}

/** Any answer will do, whatever its status. */
async function probe(context: Context, host: ReleaseHost): Promise<string | undefined> {
  try {
    await fetchWithin(
      context,
      `${context.hosts[host]}/`,
      { method: "HEAD", redirect: "manual" },
      async () => undefined,
    );
    return undefined;
  } catch (error) {
    context.signal.throwIfAborted();
    return reasonOf(error);
  }
}

type Failures = Partial<Record<ReleaseHost, number>>;

const recordFile = (context: Context) => join(context.directory, "unreachable.json");

async function failures(context: Context): Promise<Failures> {
  try {
    return JSON.parse(await readFile(recordFile(context), "utf8")) as Failures;
  } catch {
    return {};
  }
}

async function lastFailure(context: Context, host: ReleaseHost): Promise<number> {
  const at = (await failures(context))[host];
  return typeof at === "number" ? at : 0;
}

/** Only saves time, so a folder that can't be written is no reason to fail here. */
async function record(context: Context, host: ReleaseHost, reason: string | undefined): Promise<void> {
  const now: Failures = { ...(await failures(context)), [host]: reason === undefined ? undefined : Date.now() };
  await mkdir(context.directory, { recursive: true })
    .then(() => writeFile(recordFile(context), JSON.stringify(now)))
    .catch(() => undefined);
}
