import { OUTSIDE } from "../../stacks/flows";
import { SERVERS } from "../../stacks/inventory";
import { k3sServers } from "../../stacks/topology";

/**
 * Where pods reach the API server of a lab with real nodes once the Service's address is translated. The declared
 * NetworkPolicies open the way to the addresses and the port of the inventory's servers, and are enforced here: elsewhere it
 * would be cut off. The lab's network leads nowhere else, so the first server's address is the lab's own within it.
 */
export const API_ENDPOINT = {
  address: k3sServers(SERVERS)[0]?.publicIpv4 ?? "",
  port: OUTSIDE["kubernetes-api"].https,
} as const;
