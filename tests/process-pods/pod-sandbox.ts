import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ApiForwarder } from "./api-forwarder";
import type { ContainerImage, ContainerSurroundings } from "./container-start";
import { overfullEmptyDir } from "./empty-dirs";
import { type HostsOf, rewriteInPlace } from "./hosts-file";
import type { Pod } from "./kubernetes-types";
import type { PodAddresses } from "./pod-addresses";
import { preparePodVolumes, type PodVolume, refreshPodVolumes, type VolumeContext } from "./pod-volumes";

/** What all pods of a namespace share. */
export interface PodContext extends VolumeContext {
  readonly addresses: PodAddresses;
  readonly podsFolder: string;
  readonly logsFolder: string;
  readonly images: Readonly<Record<string, ContainerImage>>;
  /** The content of a pod's /etc/hosts as it is now. */
  hosts(own: HostsOf): string;
}

/** What a pod has for itself while it runs: its address, its way to the API server, its files and its volumes. */
export class PodSandbox implements ContainerSurroundings {
  readonly folder: string;
  readonly logsFolder: string;
  readonly files: ContainerSurroundings["files"];
  volumes: readonly PodVolume[] = [];

  private constructor(
    private readonly context: PodContext,
    readonly pod: Pod,
    readonly address: string,
    readonly forwarder: ApiForwarder,
  ) {
    this.folder = join(context.podsFolder, pod.metadata?.uid ?? "");
    this.logsFolder = join(context.logsFolder, pod.metadata?.name ?? "");
    this.files = { "/etc/hosts": join(this.folder, "hosts"), "/etc/resolv.conf": join(this.folder, "resolv.conf") };
    for (const folder of [this.folder, this.logsFolder]) mkdirSync(folder, { recursive: true });
    writeFileSync(this.files["/etc/hosts"], this.hosts());
    writeFileSync(this.files["/etc/resolv.conf"], "# Names are in /etc/hosts.\n");
  }

  /** Gives a pod its address, its way to the API server and its files; no volumes yet. */
  static async open(context: PodContext, pod: Pod): Promise<PodSandbox> {
    const address = await context.addresses.take();
    return new PodSandbox(context, pod, address, await ApiForwarder.start(context.api.server));
  }

  get api() {
    return this.context.api;
  }

  get images() {
    return this.context.images;
  }

  get apiPort() {
    return this.forwarder.port;
  }

  /** Makes the volumes. @throws Error naming the one that can't be had (yet) */
  async prepareVolumes(): Promise<void> {
    this.volumes = await preparePodVolumes(this.context, this.pod, this.volumesFolder);
  }

  /** Brings ConfigMap and Secret volumes up to date. */
  refreshVolumes(): Promise<void> {
    return refreshPodVolumes(this.context.api, this.pod, this.volumesFolder);
  }

  /** Why a kubelet would evict the pod for what it keeps in an emptyDir; undefined where it wouldn't. */
  overfull(): Promise<string | undefined> {
    return overfullEmptyDir(this.pod, this.volumesFolder);
  }

  /** Writes the addresses of Services as they are now. */
  rewriteHosts(): void {
    rewriteInPlace(this.files["/etc/hosts"], this.hosts());
  }

  /** Takes all of it away, but for the logs and what claims stand for. */
  async dispose(): Promise<void> {
    await this.forwarder.dispose();
    await this.context.addresses.giveBack(this.address);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get volumesFolder(): string {
    return join(this.folder, "volumes");
  }

  private hosts(): string {
    return this.context.hosts({ podName: this.pod.metadata?.name ?? "", address: this.address });
  }
}
