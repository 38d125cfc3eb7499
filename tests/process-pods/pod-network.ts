import type { ApiClient } from "./api-client";
import { hostsContent, type HostsOf } from "./hosts-file";
import type { EndpointSlice, Service } from "./kubernetes-types";
import { type Loss, PodCuts } from "./pod-cuts";
import { ServiceAddresses } from "./service-addresses";
import { followList } from "./watched-list";

/** Whose network it is, and what is in it. */
export interface PodNetworkOptions {
  readonly api: ApiClient;
  readonly namespace: string;
  /** Whether addresses of Services lead somewhere: of all, or of those with these names. */
  readonly serviceAddresses: boolean | readonly string[];
  /** Called when names have changed. */
  readonly onNames: () => void;
}

/** How the pods of a namespace find and reach each other: names, addresses of Services, and what is lost between pods. */
export class PodNetwork {
  private slices: readonly EndpointSlice[] = [];
  private services: readonly Service[] = [];
  private readonly cuts = new PodCuts();
  private readonly ending = new AbortController();
  private readonly watches: Promise<unknown>;

  private constructor(
    private readonly options: PodNetworkOptions,
    private readonly addresses: ServiceAddresses | undefined,
  ) {
    const { api, namespace, serviceAddresses } = options;
    const isMeant = ({ metadata }: Service) =>
      typeof serviceAddresses === "boolean" || serviceAddresses.includes(metadata?.name ?? "");
    const { signal } = this.ending;
    const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
    this.watches = Promise.all([
      followList<EndpointSlice>(api, slices, signal, (all) => {
        this.slices = all;
        this.changed();
      }),
      addresses &&
        followList<Service>(api, `/api/v1/namespaces/${namespace}/services`, signal, (all) => {
          this.services = all.filter(isMeant);
          this.changed();
        }),
    ]);
  }

  /** Follows the namespace's Services and endpoints until {@link dispose}. @throws Error with what iptables says */
  static async start(options: PodNetworkOptions): Promise<PodNetwork> {
    return new PodNetwork(options, options.serviceAddresses ? await ServiceAddresses.start() : undefined);
  }

  /** The content of a pod's /etc/hosts as it is now. */
  hosts(own: HostsOf): string {
    return hostsContent(own, this.options.namespace, this.slices, this.services);
  }

  /** Loses packets between an address and others, until {@link heal}. */
  cut(address: string, others: readonly string[], loss: Loss): Promise<void> {
    return this.cuts.cut(address, others, loss);
  }

  /** Ends {@link cut}. */
  heal(address: string): Promise<void> {
    return this.cuts.heal(address);
  }

  /** Takes all of it away. */
  async dispose(): Promise<void> {
    this.ending.abort();
    await this.watches;
    await this.cuts.dispose();
    await this.addresses?.dispose();
  }

  private changed(): void {
    void this.addresses?.update(this.services, this.slices);
    this.options.onNames();
  }
}
