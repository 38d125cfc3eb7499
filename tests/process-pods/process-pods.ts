import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { readIfPresent } from "../../lab/files";
import { ApiClient } from "./api-client";
import type { Cut } from "./api-forwarder";
import { ClaimFolders } from "./claim-folders";
import type { Executed } from "./container-process";
import type { ContainerImage } from "./container-start";
import type { Pod } from "./kubernetes-types";
import { unmountBelow } from "./mounts";
import { PodAddresses } from "./pod-addresses";
import type { Loss } from "./pod-cuts";
import { PodNetwork } from "./pod-network";
import { PodRunner } from "./pod-runner";
import type { PodContext } from "./pod-sandbox";
import { followList } from "./watched-list";

/** How soon containers see a changed ConfigMap or Secret, and a pod is evicted that keeps too much. */
const TEND_MS = 5_000;
const EXEC_SECONDS = 60;

/** Whose pods run, and with what. */
export interface ProcessPodsOptions {
  /** An administrator's, of a lab that plays no pods in the namespace (`realPodsIn`). */
  readonly kubeconfigPath: string;
  readonly namespace: string;
  /** Each image by its reference. */
  readonly images: Readonly<Record<string, ContainerImage>>;
  /** Volumes, logs and what runs are kept in; what another run left in it is removed. */
  readonly dataFolder: string;
  /**
   * How large the volumes of claims are, by the claim's name.
   * @default as large as this machine's disk
   */
  readonly claimMebibytes?: Readonly<Record<string, number>>;
  /**
   * Whether names of Services that aren't headless mean the Service's address, which leads to the first ready endpoint, by
   * iptables: of all, or of those with these names. Who is called there sees the loopback address. One such harness at a
   * time in a network.
   * @default such a name means the endpoints themselves
   */
  readonly serviceAddresses?: boolean | readonly string[];
  /**
   * The namespace whose Services its pods call by name.
   * @default their own
   */
  readonly servicesOf?: string;
  /** The folder that stands for the root of each node, for volumes of kind hostPath. */
  readonly nodeRoot?: string;
}

/**
 * Runs the pods of a namespace as processes: a small kubelet, for all nodes at once, in `OWN_NETWORK`. Each container has
 * mount, pid and uts namespaces of its own, and all share the network, in which each pod has an address.
 *
 * It is no container runtime: there are no limits of memory and processors, no seccomp, no network policy. Users have no
 * capabilities, root neither.
 */
export class ProcessPods {
  private readonly context: PodContext;
  private readonly runners = new Map<string, PodRunner>();
  private readonly ending = new AbortController();
  private network: PodNetwork | undefined;
  private watch: Promise<void> | undefined;
  private tending: NodeJS.Timeout | undefined;

  private constructor(private readonly options: ProcessPodsOptions) {
    this.context = {
      api: new ApiClient(options.kubeconfigPath),
      claims: new ClaimFolders(this.folder("volumes"), options.claimMebibytes ?? {}),
      nodeRoot: options.nodeRoot,
      addresses: new PodAddresses(this.folder("addresses")),
      images: options.images,
      podsFolder: this.folder("pods"),
      logsFolder: this.folder("logs"),
      hosts: (own) => this.network?.hosts(own) ?? "",
    };
  }

  /** Runs the namespace's pods until {@link dispose}. What another harness has run is only removed when it is deleted. */
  static async start(options: ProcessPodsOptions): Promise<ProcessPods> {
    mkdirSync(options.dataFolder, { recursive: true });
    await unmountBelow(options.dataFolder);
    const pods = new ProcessPods(options);
    await pods.context.addresses.giveBackAll();
    for (const folder of ["pods", "volumes", "logs"]) rmSync(pods.folder(folder), { recursive: true, force: true });
    await pods.follow();
    return pods;
  }

  /** The names of the pods that run. */
  names(): string[] {
    return [...this.runners.values()].map(({ name }) => name);
  }

  /** Sends a signal to a container's processes whose command line matches. Returns their pids. @throws Error where none does */
  kill(pod: string, container: string, match: RegExp, signal: NodeJS.Signals = "SIGKILL"): number[] {
    const pids = this.runner(pod).container(container).signal(match, signal);
    if (pids.length === 0) throw new Error(`no process of ${pod}/${container} matches ${String(match)}`);
    return pids;
  }

  /** Stops all processes of a pod, as they are, until {@link thaw}: its kernel still answers for it. */
  freeze(pod: string): void {
    for (const runner of this.runner(pod).containers) runner.running().freeze();
  }

  /** Lets a frozen pod go on. */
  thaw(pod: string): void {
    for (const runner of this.runner(pod).containers) runner.running().thaw();
  }

  /**
   * Kills all processes of a pod at once, as a loss of power does. Its containers start again, unless `keepDown` is said: then
   * once {@link bringUp} is called.
   */
  killHard(pod: string, { keepDown = false }: { readonly keepDown?: boolean } = {}): void {
    for (const runner of this.runner(pod).containers) runner.killHard(keepDown);
  }

  /** Lets the containers of a pod start again that were kept down. */
  bringUp(pod: string): void {
    for (const runner of this.runner(pod).containers) runner.bringUp();
  }

  /** Cuts a pod off the API server. A pod that takes its name later is not cut off. */
  cutFromApi(pod: string, cut: Cut): void {
    this.runner(pod).forwarder?.cutOff(cut);
  }

  /** Ends {@link cutFromApi}. */
  healApi(pod: string): void {
    this.runner(pod).forwarder?.heal();
  }

  /**
   * Cuts a pod off from all other pods that run now, silently: connections stand still, and whoever waits learns of it by own
   * timeouts. The API server is still reached.
   */
  async cutFromPods(pod: string, loss: Loss = "both ways"): Promise<void> {
    const others = [...this.runners.values()]
      .filter(({ name }) => name !== pod)
      .flatMap(({ address }) => address ?? []);
    await this.network?.cut(this.addressOf(pod), others, loss);
  }

  /** Ends {@link cutFromPods}. What TCP sends again arrives now. */
  async healPods(pod: string): Promise<void> {
    await this.network?.heal(this.addressOf(pod));
  }

  /** Runs a command in a container, with its user and environment. */
  exec(pod: string, container: string, command: readonly string[], timeoutSeconds = EXEC_SECONDS): Promise<Executed> {
    return this.runner(pod).container(container).exec(command, timeoutSeconds);
  }

  /** All that containers of this name, in pods of this name, have printed so far. */
  logs(pod: string, container: string): string {
    return readIfPresent(join(this.folder("logs"), pod, `${container}.log`)) ?? "";
  }

  /** The folder of a claim's volume. */
  volumeFolder(claim: string): Promise<string> {
    return this.context.claims.folderOf(this.context.api, this.options.namespace, claim);
  }

  /** Ends all pods at once, without a word to the API, and removes all that was made. */
  async dispose(): Promise<void> {
    this.ending.abort();
    clearInterval(this.tending);
    await this.watch;
    await Promise.all([...this.runners.values()].map((runner) => runner.abandon()));
    const { network } = this;
    this.network = undefined;
    await network?.dispose();
    await this.context.claims.dispose();
    this.context.api.dispose();
    rmSync(this.options.dataFolder, { recursive: true, force: true });
  }

  private folder(name: string): string {
    return join(this.options.dataFolder, name);
  }

  private runner(name: string): PodRunner {
    const found = [...this.runners.values()].filter((runner) => runner.name === name).at(-1);
    if (!found) throw new Error(`no pod ${name} runs; there are ${this.names().join(", ") || "none"}`);
    return found;
  }

  private addressOf(pod: string): string {
    const { address } = this.runner(pod);
    if (address === undefined) throw new Error(`pod ${pod} has no address`);
    return address;
  }

  private async follow(): Promise<void> {
    const { namespace, servicesOf = namespace, serviceAddresses = false } = this.options;
    const { api } = this.context;
    const onNames = () => this.runners.forEach((runner) => runner.rewriteHosts());
    this.network = await PodNetwork.start({ api, namespace: servicesOf, serviceAddresses, onNames });
    const path = `/api/v1/namespaces/${namespace}/pods`;
    this.watch = followList<Pod>(api, path, this.ending.signal, (pods) => this.onPods(pods));
    // What can't be read now is read the next time.
    const tend = (runner: PodRunner) => void runner.tendVolumes().catch(() => undefined);
    this.tending = setInterval(() => [...this.runners.values()].forEach(tend), TEND_MS);
  }

  private onPods(pods: readonly Pod[]): void {
    const bound = pods.filter(({ spec }) => spec?.nodeName);
    const uids = new Set(bound.map(({ metadata }) => metadata?.uid));
    for (const [uid, runner] of this.runners) {
      if (uids.has(uid)) continue;
      void runner.abandon().finally(() => this.runners.delete(uid));
    }
    for (const pod of bound) {
      const { uid = "", name } = pod.metadata ?? {};
      const known = this.runners.get(uid) ?? this.started(pod, uid, name);
      known.update(pod);
    }
  }

  private started(pod: Pod, uid: string, name: string | undefined): PodRunner {
    const earlier = [...this.runners.values()].filter((runner) => runner.name === name).map(({ life }) => life);
    const runner = new PodRunner(
      this.context,
      pod,
      Promise.all(earlier).then(() => undefined),
    );
    this.runners.set(uid, runner);
    return runner;
  }
}
