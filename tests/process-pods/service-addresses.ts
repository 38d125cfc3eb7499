import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { SERVICE_CIDR } from "../../lab/cluster-constants";
import type { EndpointSlice, Service } from "./kubernetes-types";
import { PacketChain } from "./packet-chain";
import { serviceRules } from "./service-rules";

const run = promisify(execFile);

/**
 * All addresses of the service range are this network's own, so that a port that leads nowhere refuses at once, as with
 * kube-proxy; from the loopback address, where the caller is bound to none: another would be a pod's.
 */
const ROUTE = ["local", SERVICE_CIDR, "dev", "lo", "src", "127.0.0.1"];

/**
 * Stands for kube-proxy in the network namespace that this process runs in: what is sent to a Service's address goes to an
 * endpoint, for TCP alone. Connections stay with the endpoint they began with. One at a time in a network.
 */
export class ServiceAddresses {
  private readonly chain = new PacketChain("nat", "OUTPUT", "GX-SERVICES");

  private constructor() {}

  /** @throws Error with what `ip` or iptables says */
  static async start(): Promise<ServiceAddresses> {
    const addresses = new ServiceAddresses();
    await run("ip", ["route", "replace", ...ROUTE]);
    await addresses.chain.replace([]);
    return addresses;
  }

  /** Leads to these endpoints from now on. */
  update(services: readonly Service[], slices: readonly EndpointSlice[]): Promise<void> {
    return this.chain.replace(serviceRules(services, slices));
  }

  /** Takes all of it away. */
  async dispose(): Promise<void> {
    await this.chain.remove();
    await run("ip", ["route", "del", ...ROUTE]);
  }
}
