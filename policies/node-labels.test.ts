/**
 * Proves the exact message for each label that a node lacks or shares, and the advice on an even number of voters.
 * Does not prove that the live nodes carry the labels, nor how many voters etcd really has.
 */
import { describe, expect, it } from "@jest/globals";
import { nodeLabels } from "./node-labels";
import { oddVoters } from "./odd-voters";
import { UNKNOWN, VALID_NODE, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const K3S_ROLE = 'metadata.annotations["gxcoin.money/k3s-role"]';
const node = (number: number, k3sRole = "server") =>
  [
    ["metadata.name", `srv${number}`],
    ['metadata.labels["node-id"]', `vps${number}`],
    [K3S_ROLE, k3sRole],
  ].reduce((fixture, [field = "", value]) => withField(fixture, field, value), VALID_NODE);
const labelled = async (...nodes: Fixture[]) => (await judgeStack(nodeLabels, nodes)).violations;

describe("node-labels", () => {
  it("accepts nodes that are told apart", async () => {
    expect(await labelled(node(1), node(2), node(3, "agent"))).toEqual([]);
  });

  it.each(["node-id", "node-role", "topology.kubernetes.io/region", "zone"])("asks for %s", async (label) => {
    const field = `metadata.labels["${label}"]`;
    expect(await labelled(node(1), withField(node(2), field, undefined))).toEqual([
      `NodePatch srv2: ${field} is not set; set it in stacks/inventory.ts.`,
    ]);
    expect(await labelled(withField(node(1), field, ""))).toEqual([
      `NodePatch srv1: ${field} is ""; set it in stacks/inventory.ts.`,
    ]);
  });

  it("refuses a role that no environment runs on", async () => {
    const field = 'metadata.labels["node-role"]';
    expect(await labelled(withField(node(1), field, "test"))).toEqual([
      `NodePatch srv1: ${field} is "test"; write one of primary, testdev.`,
    ]);
  });

  it("refuses an id that another node has", async () => {
    const field = 'metadata.labels["node-id"]';
    expect(await labelled(node(1), node(2), withField(node(4), field, "vps2"))).toEqual([
      `NodePatch srv4: ${field} is "vps2", as of srv2; give it an id of its own.`,
    ]);
  });

  it.each([undefined, "master"])("refuses the K3s role %j", async (role) => {
    expect(await labelled(withField(node(1), K3S_ROLE, role))).toEqual([
      `NodePatch srv1: ${K3S_ROLE} is ${role === undefined ? "not set" : `"${role}"`}; write one of server, agent.`,
    ]);
  });

  it("refuses a label that is unknown", async () => {
    expect(await labelled(withField(node(1), "metadata.labels.zone", UNKNOWN))).toEqual([
      "NodePatch srv1: metadata.labels.zone is not known before the deployment; " +
        "give it as a plain value, so that the rule can be proven.",
    ]);
  });
});

describe("odd-voters", () => {
  const advice = async (...nodes: Fixture[]) => (await judgeStack(oddVoters, nodes)).violations;

  it.each([1, 3, 5])("has nothing to say of %d", async (voters) => {
    expect(await advice(...Array.from({ length: voters }, (_, index) => node(index)))).toEqual([]);
  });

  it("has nothing to say of none, which is another stack's matter", async () => {
    expect(await advice(node(1, "agent"))).toEqual([]);
  });

  it.each([2, 4])("advises against %d", async (voters) => {
    const servers = Array.from({ length: voters }, (_, index) => node(index + 1));
    expect(await advice(...servers, node(9, "agent"))).toEqual([
      `NodePatch srv${voters}: ${K3S_ROLE} is "server", as of ${voters} nodes: ${voters} etcd voters tolerate the loss of ` +
        `${voters / 2 - 1}, as ${voters - 1} do; run ${voters - 1} or ${voters + 1}.`,
    ]);
  });

  it("counts a node once", async () => {
    expect(await advice(node(1), node(1))).toEqual([]);
  });
});
