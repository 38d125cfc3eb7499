import { setTimeout as sleep } from "node:timers/promises";

import { isGone, isPassing } from "./api-client";
import type { ApiForwarder } from "./api-forwarder";
import { ContainerRunner, type RestartPolicy } from "./container-runner";
import { containerStart } from "./container-start";
import type { Container, Pod } from "./kubernetes-types";
import { type PodContext, PodSandbox } from "./pod-sandbox";
import type { PodProgress } from "./pod-status";
import { PodStatusReporter } from "./pod-status-reporter";
import { assertSupported } from "./supported";

const RETRY_MS = 300;
const DEFAULT_GRACE_SECONDS = 30;

/** One pod, from when it was bound to a node until nothing of it is left. */
export class PodRunner {
  readonly name: string;
  readonly initContainers: readonly ContainerRunner[];
  readonly containers: readonly ContainerRunner[];
  /** Settles once none of its processes is left, nor its address. */
  readonly life: Promise<void>;
  private readonly reporter: PodStatusReporter;
  private readonly ending = new AbortController();
  private readonly abandoned = new AbortController();
  private readonly startedAt = new Date().toISOString();
  private obstacle: string | undefined;
  private eviction: string | undefined;
  private sandbox: PodSandbox | undefined;
  private isInitialized = false;
  private hasEnded = false;
  private removal: Promise<void> | undefined;

  /** @param predecessor settles once an earlier pod of the same name is gone */
  constructor(
    private readonly context: PodContext,
    private pod: Pod,
    predecessor: Promise<void> | undefined,
  ) {
    const { name = "", namespace = "", uid = "" } = pod.metadata ?? {};
    this.name = name;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    this.reporter = new PodStatusReporter(context.api, path, uid, () => this.progress(), this.abandoned.signal);
    this.initContainers = (pod.spec?.initContainers ?? []).map((container) =>
      this.runner(
        container,
        container.restartPolicy === "Always" ? "Always" : this.policy === "Never" ? "Never" : "OnFailure",
      ),
    );
    this.containers = (pod.spec?.containers ?? []).map((container) => this.runner(container, this.policy));
    // What another harness started is not taken over: the API forbids that an init container is done anew.
    this.hasEnded = Boolean(pod.status?.startTime ?? pod.metadata?.deletionTimestamp);
    this.life = this.hasEnded ? Promise.resolve() : Promise.resolve(predecessor).then(() => this.live());
  }

  /** A container by its name. @throws Error where there is none */
  container(name: string): ContainerRunner {
    const found = [...this.containers, ...this.initContainers].find(({ container }) => container.name === name);
    if (!found) throw new Error(`pod ${this.name} has no container ${name}`);
    return found;
  }

  /** Takes note of how the API has the pod now: it may be asked to go, or a readiness gate may have opened. */
  update(pod: Pod): void {
    const isNews = JSON.stringify(pod.status?.conditions) !== JSON.stringify(this.pod.status?.conditions);
    this.pod = pod;
    if (pod.metadata?.deletionTimestamp) this.removal ??= this.remove(pod.metadata.deletionGracePeriodSeconds);
    else if (isNews && pod.spec?.readinessGates && !this.hasEnded) void this.reporter.report();
  }

  /** Its address; undefined while it has none. */
  get address(): string | undefined {
    return this.sandbox?.address;
  }

  /** Its way to the API server; undefined while it does not run. */
  get forwarder(): ApiForwarder | undefined {
    return this.sandbox?.forwarder;
  }

  /** Brings what it sees of ConfigMaps and Secrets up to date, and evicts it where it keeps more than it may. */
  async tendVolumes(): Promise<void> {
    await this.sandbox?.refreshVolumes();
    this.eviction ??= await this.sandbox?.overfull();
    if (this.eviction !== undefined) await this.terminate(0);
  }

  /** Writes the addresses of Services as they are now. */
  rewriteHosts(): void {
    this.sandbox?.rewriteHosts();
  }

  /** Ends it at once and says nothing to the API any more: its object is gone, or the harness is to end. */
  async abandon(): Promise<void> {
    this.abandoned.abort();
    await this.terminate(0);
    await this.life;
  }

  private get policy(): RestartPolicy {
    return (this.pod.spec?.restartPolicy as RestartPolicy | undefined) ?? "Always";
  }

  private get graceSeconds(): number {
    return this.pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  }

  private runner(container: Container, restartPolicy: RestartPolicy): ContainerRunner {
    return new ContainerRunner({
      container,
      restartPolicy,
      graceSeconds: this.graceSeconds,
      address: () => this.sandbox?.address ?? "",
      prepare: () => containerStart(this.sandbox as PodSandbox, container),
      onChange: () => void this.reporter.report(),
    });
  }

  private async live(): Promise<void> {
    if (this.ending.signal.aborted) return;
    this.sandbox = await PodSandbox.open(this.context, this.pod);
    try {
      if ((await this.prepare(this.sandbox)) && (await this.initialize())) {
        await Promise.all(this.containers.map((runner) => runner.run()));
      }
      await Promise.all(this.initContainers.map((runner) => runner.stop(this.graceSeconds)));
    } finally {
      const { sandbox } = this;
      this.sandbox = undefined;
      await sandbox.dispose();
    }
    this.hasEnded = true;
    await this.reporter.report();
  }

  /** Whether all is there that its containers need; not where it was asked to go meanwhile. */
  private async prepare(sandbox: PodSandbox): Promise<boolean> {
    while (!this.ending.signal.aborted) {
      try {
        assertSupported(this.pod);
        await sandbox.prepareVolumes();
        return true;
      } catch (error) {
        // As with a kubelet: what is missing may still come.
        this.obstacle = String(error);
        await this.reporter.report();
        await sleep(RETRY_MS);
      }
    }
    return false;
  }

  /** Runs the init containers one after another, and starts those that go on beside the containers. */
  private async initialize(): Promise<boolean> {
    for (const runner of this.initContainers) {
      const run = runner.run();
      if (runner.container.restartPolicy === "Always") {
        while (!runner.isStarted && !this.ending.signal.aborted) await sleep(RETRY_MS);
      } else {
        await run;
        if (runner.exitCode !== 0) return false;
      }
    }
    this.isInitialized = !this.ending.signal.aborted;
    return this.isInitialized;
  }

  private async terminate(graceSeconds: number): Promise<void> {
    this.ending.abort();
    await Promise.all(this.containers.map((runner) => runner.stop(graceSeconds)));
    await Promise.all(this.initContainers.map((runner) => runner.stop(graceSeconds)));
  }

  private async remove(graceSeconds = this.graceSeconds): Promise<void> {
    await this.terminate(graceSeconds);
    await this.life;
    const { name, namespace, uid } = this.pod.metadata ?? {};
    const options = { gracePeriodSeconds: 0, preconditions: { uid } };
    while (!this.abandoned.signal.aborted) {
      try {
        await this.context.api.call("DELETE", `/api/v1/namespaces/${namespace}/pods/${name}`, options);
        return;
      } catch (error) {
        if (isGone(error)) return;
        if (!isPassing(error)) throw error;
        await sleep(RETRY_MS);
      }
    }
  }

  private progress(): PodProgress {
    const { pod, startedAt, sandbox, obstacle, eviction, initContainers, containers, isInitialized, hasEnded } = this;
    const address = sandbox?.address;
    return { pod, startedAt, address, obstacle, eviction, initContainers, containers, isInitialized, hasEnded };
  }
}
