import { setTimeout as sleep } from "node:timers/promises";

import { type ApiClient, isGone, isPassing } from "./api-client";
import { podConditions, type PodProgress, podStatus } from "./pod-status";

const RETRY_MS = 300;

/**
 * Keeps a pod's status in the API as the pod is. While the API server is away it tries on, and then tells the newest.
 */
export class PodStatusReporter {
  private readonly since = new Map<string, readonly [isTrue: boolean, since: string]>();
  private isStale = false;
  private reporting: Promise<void> | undefined;

  /**
   * @param path the pod's
   * @param uid the pod's: a later one of its name is none of ours
   * @param signal gives up, when it aborts
   */
  constructor(
    private readonly api: ApiClient,
    private readonly path: string,
    private readonly uid: string,
    private readonly progress: () => PodProgress,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * Reports how the pod is now, unless it is gone. Settles once that, or something newer, is reported.
   * @throws ApiError when the API server refuses it
   */
  report(): Promise<void> {
    this.isStale = true;
    this.reporting ??= this.reportUntilFresh();
    return this.reporting;
  }

  private async reportUntilFresh(): Promise<void> {
    try {
      while (this.isStale && !this.signal.aborted) await this.reportOnce();
    } finally {
      this.reporting = undefined;
    }
  }

  private async reportOnce(): Promise<void> {
    this.isStale = false;
    const status = { ...podStatus(this.progress()), conditions: this.conditions() };
    const patch = { metadata: { uid: this.uid }, status };
    try {
      await this.api.call("PATCH", `${this.path}/status`, patch, "application/strategic-merge-patch+json");
    } catch (error) {
      if (isGone(error)) return;
      if (!isPassing(error)) throw error;
      this.isStale = true;
      await sleep(RETRY_MS);
    }
  }

  private conditions(): object[] {
    return Object.entries(podConditions(this.progress())).map(([type, isTrue]) => {
      const known = this.since.get(type);
      const since = known?.[0] === isTrue ? known[1] : new Date().toISOString();
      this.since.set(type, [isTrue, since]);
      return { type, status: isTrue ? "True" : "False", lastTransitionTime: since };
    });
  }
}
