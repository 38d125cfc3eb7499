import { isDeepStrictEqual } from "node:util";

import { nodeAddress } from "../lab/cluster-constants";
import type { Kubectl } from "../lab/kubectl";
import type { LabNode } from "../lab/nodes";

interface NodeList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
    readonly status: {
      readonly addresses: readonly { readonly type: string; readonly address: string }[];
      readonly conditions: readonly { readonly type: string; readonly status: string }[];
    };
  }[];
}

/** @throws Error unless the nodes are the declared ones: names, addresses, labels, and all of them Ready */
export async function assertDeclaredNodes(kubectl: Kubectl, declared: readonly LabNode[]): Promise<void> {
  const { items } = await kubectl.get<NodeList>("nodes");
  const expected = declared.map(({ name, labels }, index) => ({
    name,
    address: nodeAddress(index),
    labels,
    ready: "True",
  }));
  const found = expected.map(({ name, labels }) => {
    const node = items.find(({ metadata }) => metadata.name === name);
    return {
      name: node?.metadata.name,
      address: node?.status.addresses.find(({ type }) => type === "InternalIP")?.address,
      labels: Object.fromEntries(Object.keys(labels).map((key) => [key, node?.metadata.labels[key]])),
      ready: node?.status.conditions.find(({ type }) => type === "Ready")?.status,
    };
  });
  if (items.length === expected.length && isDeepStrictEqual(found, expected)) return;
  throw new Error(`the nodes are ${JSON.stringify(found)}, declared are ${JSON.stringify(expected)}`);
}
