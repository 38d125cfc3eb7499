import { part } from "../parts";
import type { PartName } from "../parts/part";
import { startPart } from "../parts/run-part";
import type { Ports } from "../ports";
import { API_ENDPOINT } from "./api-endpoint";
import type { RealLayout } from "./real-layout";

/**
 * Starts a part of the control plane of a lab with real nodes, from within its frame. Returns once it does its work.
 * @param path gives the programs' paths by name
 * @throws UserError with the end of its log where it does not come up
 */
export async function startRealPart(
  name: PartName,
  layout: RealLayout,
  ports: Ports,
  path: (name: string) => string,
): Promise<void> {
  await startPart(part(name, { layout, ports, realNodes: { apiAddress: API_ENDPOINT.address } }), layout, { path });
}
