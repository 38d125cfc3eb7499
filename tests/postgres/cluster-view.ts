import { SERVICES } from "../../components/postgres/names";
import { ApiClient } from "../process-pods/api-client";
import type { Endpoints, Pod } from "../process-pods/kubernetes-types";
import { followList } from "../process-pods/watched-list";

/** Who is primary by the lease, in Patroni's own annotations of the primary's Endpoints. */
export interface Lease {
  readonly holder: string | undefined;
  readonly ttlSeconds: number;
  /** Another text after each renewal. */
  readonly renewed: string | undefined;
}

/**
 * What the API server tells of the database without being asked, as it tells a node's proxy: a client that is led by it loses
 * no time, and takes none from the members.
 */
export class ClusterView {
  private primaryEndpoints: Endpoints | undefined;
  private addresses: ReadonlyMap<string, string> = new Map();
  private readonly ending = new AbortController();
  private readonly api: ApiClient;
  private readonly watches: Promise<unknown>;

  constructor(kubeconfigPath: string, namespace: string) {
    this.api = new ApiClient(kubeconfigPath);
    const follow = <T extends Endpoints | Pod>(kind: string, onContent: (items: readonly T[]) => void) =>
      followList<T>(this.api, `/api/v1/namespaces/${namespace}/${kind}`, this.ending.signal, onContent);
    this.watches = Promise.all([
      follow<Endpoints>("endpoints", (all) => {
        this.primaryEndpoints = all.find(({ metadata }) => metadata?.name === SERVICES.primary);
      }),
      follow<Pod>("pods", (pods) => {
        this.addresses = new Map(pods.map(({ metadata, status }) => [metadata?.name ?? "", status?.podIP ?? ""]));
      }),
    ]);
  }

  /** The address that the primary's Service leads to; `undefined` while it leads nowhere. */
  get primaryAddress(): string | undefined {
    return this.primaryEndpoints?.subsets?.[0]?.addresses?.[0]?.ip;
  }

  get lease(): Lease {
    const { leader, ttl, renewTime } = this.primaryEndpoints?.metadata?.annotations ?? {};
    return { holder: leader || undefined, ttlSeconds: Number(ttl), renewed: renewTime };
  }

  /** A member's address; `undefined` while it has none. */
  addressOf(member: string): string | undefined {
    return this.addresses.get(member) || undefined;
  }

  /** Ends the watches. */
  async dispose(): Promise<void> {
    this.ending.abort();
    await this.watches;
    this.api.dispose();
  }
}
