import { PacketChain } from "./packet-chain";

/** Which packets between a pod and others are lost, as the pod sees them. */
export type Loss = "both ways" | "incoming" | "outgoing";

/**
 * Loses packets between addresses of pods, silently, in the network namespace that this process runs in. A packet is a pod's
 * where it comes from the pod's address: what is bound to no address reaches a cut-off pod all the same.
 */
export class PodCuts {
  private readonly chain = new PacketChain("filter", "INPUT", "GX-CUTS");
  private readonly rules = new Map<string, readonly string[]>();

  /** Cuts an address off from others, until {@link heal}. @throws Error with what iptables says */
  async cut(address: string, others: readonly string[], loss: Loss): Promise<void> {
    const lost = (source: string, destination: string) =>
      `--source ${source}/32 --destination ${destination}/32 --jump DROP`;
    const outgoing = loss === "incoming" ? [] : others.map((other) => lost(address, other));
    const incoming = loss === "outgoing" ? [] : others.map((other) => lost(other, address));
    this.rules.set(address, [...outgoing, ...incoming]);
    await this.apply();
  }

  /** Ends what {@link cut} did to an address. */
  async heal(address: string): Promise<void> {
    this.rules.delete(address);
    await this.apply();
  }

  /** Heals all. */
  async dispose(): Promise<void> {
    await this.chain.remove();
  }

  private apply(): Promise<void> {
    return this.chain.replace([...this.rules.values()].flat());
  }
}
