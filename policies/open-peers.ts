import { contains, PRIVATE_NETWORKS } from "./address-block";
import { namesNothing } from "./label-selector";
import { peerListsOf, peersOf, type NetworkPolicy, type PlacedPeer } from "./network-policy";
import { is, type Finding } from "./verdict";

/**
 * What in the policy lets everybody in or out, however it is spelt: a rule without peers, a peer that names neither pods
 * nor namespaces, and blocks of addresses of which a few are the whole address space.
 */
export function* openPeerFindings(policy: NetworkPolicy): Generator<Finding> {
  for (const { field, peers } of peerListsOf(policy)) {
    if (!peers?.length) yield { field, found: `${is(peers)}, which is everybody`, remedy: "name the peers" };
  }
  for (const peer of peersOf(policy)) {
    const finding = peer.ipBlock ? addressFinding(peer) : podsFinding(peer);
    if (finding) yield finding;
  }
}

function podsFinding({ field, podSelector, namespaceSelector }: PlacedPeer): Finding | undefined {
  // Without a namespace selector a pod selector looks in the policy's own namespace.
  const isEverywhere = namespaceSelector ? namesNothing(namespaceSelector) : !podSelector;
  if (!isEverywhere || (podSelector && !namesNothing(podSelector))) return undefined;
  const found = `${is({ namespaceSelector, podSelector })}, which is as good as every pod of every namespace`;
  return { field, found, remedy: "name the pods, or their namespaces" };
}

/**
 * Whatever few blocks make up all addresses, one of them is wider than a private network that it contains. Egress may use
 * such a block for the internet, without the private networks; nobody calls in from the internet but through the ingress.
 */
function addressFinding({ field, direction, ipBlock }: PlacedPeer): Finding | undefined {
  const { cidr = "", except = [] } = ipBlock ?? {};
  const spanned = PRIVATE_NETWORKS.filter((network) => contains(cidr, network) && !contains(network, cidr));
  if (spanned.length === 0) return undefined;
  const finding = (found: string, remedy: string) => ({
    field: `${field}.ipBlock`,
    found: `${is(ipBlock)}, ${found}`,
    remedy,
  });
  if (direction === "ingress") {
    return finding("which is as good as everybody", "name the callers");
  }
  const reached = spanned.filter((network) => !except.some((block) => contains(block, network)));
  if (reached.length === 0) return undefined;
  return finding(
    `which reaches the private ${reached.join(", ")}`,
    "except private networks, or name the addresses that are needed",
  );
}
