/**
 * The embedded cluster's nodes and addons look like the real one's, and the nodes may do no more than a kubelet may.
 *
 * Not shown: the nodes' capacity, which is assumed, not measured. What the nodes play is in lab-workloads.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";

import { labNodesOf } from "../../lab/inventory-nodes";
import type { Kubectl } from "../../lab/kubectl";
import { labStatus } from "../../lab/status";
import { waitUntil } from "../../lab/wait";
import { SERVERS } from "../../stacks/inventory";
import { type BareLabs, bareLabs, becomes, TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";

const NAME = "nodes";
const [FIRST, SECOND] = labNodesOf().map((node) => node.name) as [string, string];

jest.setTimeout(TIMEOUT_MS);

let labs: BareLabs;
let admin: Kubectl;

beforeAll(async () => {
  labs = await bareLabs();
  await labs.start(NAME);
  admin = labs.kubectl(NAME);
});
afterAll(() => labs.dispose(NAME));

describe("nodes", () => {
  interface Node {
    readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
    readonly spec: { readonly podCIDR: string; readonly providerID: string; readonly taints?: unknown };
    readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
  }
  const nodes = async () => (await admin.get<{ items: Node[] }>("nodes")).items;

  it("are the inventory's members, with its labels and K3s' own, untainted, each with its pods' addresses", async () => {
    // The controller takes the taint of a new node away some time after the node is ready.
    await waitUntil("every node to take pods", WAIT_SECONDS, async () => {
      const tainted = (await nodes()).filter(({ spec }) => spec.taints !== undefined);
      return tainted.length === 0 || tainted.map(({ metadata }) => metadata.name).join(", ");
    });
    const found = await nodes();
    const members = SERVERS.filter((server) => server.cluster === "member");
    expect(found.map((node) => node.metadata.name).sort()).toEqual(members.map((server) => server.nodeName).sort());
    for (const { nodeName, labels } of members) {
      const node = found.find((candidate) => candidate.metadata.name === nodeName);
      expect(node?.metadata.labels).toMatchObject({
        ...labels,
        "kubernetes.io/hostname": nodeName,
        "node.kubernetes.io/instance-type": "k3s",
        "node-role.kubernetes.io/control-plane": "true",
        "node-role.kubernetes.io/etcd": "true",
      });
      expect(node?.spec.taints).toBeUndefined();
      expect(node?.spec.providerID).toBe(`k3s://${nodeName}`);
    }
    expect(new Set(found.map((node) => node.spec.podCIDR)).size).toBe(members.length);
    expect((await labStatus({ name: NAME, labsFolder: labs.labsFolder })).nodes.map(({ ready }) => ready)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it("are called by the API server under loopback's name alone, never their own: logs don't leave the machine", async () => {
    for (const node of await nodes()) {
      const internalDns = node.status.addresses.filter(({ type }) => type === "InternalDNS");
      expect(internalDns).toEqual([{ type: "InternalDNS", address: "localhost" }]);
    }
    await becomes(
      admin,
      "1",
      "deployment/coredns",
      "--namespace=kube-system",
      "--output=jsonpath={.status.readyReplicas}",
    );
    const logs = await admin.attempt(["logs", "deployment/coredns", "--namespace=kube-system"]);
    expect(logs.exitCode).not.toBe(0);
    // These are KWOK's words: the API server has asked it, and not a host called like the node.
    expect(logs.stderr).toContain('no logs found for container "coredns"');
  });

  it("may label themselves, but no other node", async () => {
    expect((await labs.kubectl(NAME, FIRST).attempt(["label", "node", FIRST, "test=own"])).exitCode).toBe(0);
    const foreign = await admin.get<{ metadata: { labels: object } }>("node", SECOND);
    foreign.metadata.labels = { ...foreign.metadata.labels, test: "foreign" };
    const other = await labs
      .kubectl(NAME, FIRST)
      .attempt(["replace", `--raw=/api/v1/nodes/${SECOND}`, "--filename=-"], JSON.stringify(foreign));
    expect(other.stderr).toContain(`node "${FIRST}" is not allowed to modify node "${SECOND}"`);
    await labs.kubectl(NAME, FIRST).run(["label", "node", FIRST, "test-"]);
  });

  it.each(["node-restriction.kubernetes.io/team=a", "node-role.kubernetes.io/master=true"])(
    "may not give themselves %s",
    async (label) => {
      const { exitCode, stderr } = await labs.kubectl(NAME, FIRST).attempt(["label", "node", FIRST, label]);
      expect(exitCode).not.toBe(0);
      expect(stderr).toContain("is not allowed to modify labels");
    },
  );

  it("may not read a Secret of a pod they don't run", async () => {
    await admin.run(["create", "secret", "generic", "elsewhere", "--from-literal=a=b"]);
    const { stderr } = await labs.kubectl(NAME, FIRST).attempt(["get", "secret", "elsewhere"]);
    expect(stderr).toContain("no relationship found between node");
  });
});

it("the cluster's DNS and default storage class are K3s' own", async () => {
  await becomes(
    admin,
    "1",
    "deployment/coredns",
    "--namespace=kube-system",
    "--output=jsonpath={.status.readyReplicas}",
  );
  const dns = await admin.run([
    "get",
    "service/kube-dns",
    "--namespace=kube-system",
    "--output=jsonpath={.spec.clusterIP}",
  ]);
  expect(dns).toBe("10.43.0.10");
  expect(await admin.get("storageclass", "local-path")).toMatchObject({
    metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "rancher.io/local-path",
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
  });
});
