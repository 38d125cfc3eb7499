import { setTimeout as sleep } from "node:timers/promises";

import type { Container, Probe } from "./kubernetes-types";
import { attemptProbe, type ProbeTarget } from "./probe-attempt";

/** What a container's probes tell. */
export interface ProbeListener {
  /** The startup probe has succeeded, or there is none. */
  onStarted(): void;
  onReadiness(isReady: boolean): void;
  /** A startup or liveness probe has failed too often. */
  onUnhealthy(probe: Probe): void;
}

/** Tries the probes of one run of a container, until `signal` aborts that: the others once the startup probe succeeded. */
export async function runProbes(
  container: Container,
  target: ProbeTarget,
  listener: ProbeListener,
  signal: AbortSignal,
): Promise<void> {
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const follow = (probe: Probe, onOutcome: (isGood: boolean) => boolean) =>
    followProbe(probe, target, signal, onOutcome);
  let hasStarted = startupProbe === undefined;
  if (startupProbe) {
    await follow(startupProbe, (isGood) => {
      hasStarted = isGood;
      if (!isGood) listener.onUnhealthy(startupProbe);
      return false;
    });
  }
  if (!hasStarted || signal.aborted) return;
  listener.onStarted();
  if (!readinessProbe) listener.onReadiness(true);
  await Promise.all([
    readinessProbe &&
      follow(readinessProbe, (isGood) => {
        listener.onReadiness(isGood);
        return true;
      }),
    livenessProbe &&
      follow(livenessProbe, (isGood) => {
        if (!isGood) listener.onUnhealthy(livenessProbe);
        return isGood;
      }),
  ]);
}

/**
 * Tries a probe every period, and tells each outcome that came as often in a row as its threshold says.
 * @param onOutcome says whether to go on
 */
async function followProbe(
  probe: Probe,
  target: ProbeTarget,
  signal: AbortSignal,
  onOutcome: (isGood: boolean) => boolean,
): Promise<void> {
  const { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3, successThreshold = 1 } = probe;
  let last: boolean | undefined;
  let inARow = 0;
  await pause(initialDelaySeconds, signal);
  while (!signal.aborted) {
    const startedMs = Date.now();
    const isGood = await attemptProbe(probe, target);
    if (signal.aborted) return;
    inARow = isGood === last ? inARow + 1 : 1;
    last = isGood;
    if (inARow >= (isGood ? successThreshold : failureThreshold) && !onOutcome(isGood)) return;
    await pause(periodSeconds - (Date.now() - startedMs) / 1000, signal);
  }
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(0, seconds * 1000), undefined, { signal }).catch(() => undefined);
}
