import { ApiClient } from "../process-pods/api-client";
import type { Endpoints, Pod } from "../process-pods/kubernetes-types";
import { followList } from "../process-pods/watched-list";

/** What the API server tells of the members without being asked: who has which address, and whom the primary's Service means. */
export class RedisView {
  private primaryEndpoints: Endpoints | undefined;
  private addresses: ReadonlyMap<string, string> = new Map();
  private readonly ending = new AbortController();
  private readonly api: ApiClient;
  private readonly watches: Promise<unknown>;

  /** @param service the primary's */
  constructor(kubeconfigPath: string, namespace: string, service: string) {
    this.api = new ApiClient(kubeconfigPath);
    const follow = <T extends Endpoints | Pod>(kind: string, onContent: (items: readonly T[]) => void) =>
      followList<T>(this.api, `/api/v1/namespaces/${namespace}/${kind}`, this.ending.signal, onContent);
    this.watches = Promise.all([
      follow<Endpoints>("endpoints", (all) => {
        this.primaryEndpoints = all.find(({ metadata }) => metadata?.name === service);
      }),
      follow<Pod>("pods", (pods) => {
        this.addresses = new Map(pods.map(({ metadata, status }) => [status?.podIP ?? "", metadata?.name ?? ""]));
      }),
    ]);
  }

  /** The pod that the primary's Service leads to; `undefined` while it leads nowhere. */
  get primary(): string | undefined {
    const address = this.primaryEndpoints?.subsets?.[0]?.addresses?.[0]?.ip;
    return address === undefined ? undefined : this.addresses.get(address);
  }

  /** Ends the watches. */
  async dispose(): Promise<void> {
    this.ending.abort();
    await this.watches;
    this.api.dispose();
  }
}
