/** Which nodes the lab gets from the inventory. */
import { describe, expect, it } from "@jest/globals";

import { SERVERS } from "../stacks/inventory";
import { labNodesOf } from "./inventory-nodes";
import { ownLabels, registeredNode } from "./nodes";

describe("the lab's nodes", () => {
  it("are the members of the cluster, with their labels; the standalone server is none", () => {
    const members = SERVERS.filter((server) => server.cluster === "member");
    expect(labNodesOf().map(({ name, labels }) => ({ name, labels }))).toEqual(
      members.map(({ nodeName, labels }) => ({ name: nodeName, labels })),
    );
    expect(labNodesOf()).toHaveLength(4);
  });

  it("carry no address of a real server", () => {
    const written = JSON.stringify(labNodesOf().map((node, index) => registeredNode(node, index, 10250)));
    for (const { publicIpv4 } of SERVERS) expect(written).not.toContain(publicIpv4);
  });

  it("give themselves no role: that is the server's to do", () => {
    for (const node of labNodesOf()) {
      expect(Object.keys(ownLabels(node)).filter((key) => key.startsWith("node-role.kubernetes.io/"))).toEqual([]);
    }
  });
});
