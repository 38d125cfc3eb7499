/** What the real cluster and the lab have in common, and the addresses that only the lab uses. */

/** Service range of the real cluster (spec: networking), K3s' default. */
export const SERVICE_CIDR = "10.43.0.0/16";
/** The first address of the service range: the Service `kubernetes`. */
export const API_SERVICE_ADDRESS = "10.43.0.1";
/** The domain of cluster-internal names. */
export const CLUSTER_DOMAIN = "cluster.local";
/** Who signs service account tokens, and for whom they are meant; K3s adds its own name as audience. */
export const TOKEN_ISSUER = `https://kubernetes.default.svc.${CLUSTER_DOMAIN}`;
export const TOKEN_AUDIENCES = [TOKEN_ISSUER, "k3s"];

/** Context, cluster and user name in a lab's kubeconfigs. */
export const LAB_CONTEXT = "gx-lab";

/**
 * Where the API server says it is, inside the imagined network of the nodes. Nothing listens there and nothing is sent
 * there: objects want an address that is not loopback, and the machine's own address is nobody's business.
 */
export const ADVERTISED_API_ADDRESS = "10.99.0.1";
/** The address of the n-th node (from 0) in the imagined network of the nodes. */
export function nodeAddress(index: number): string {
  return `10.99.0.${11 + index}`;
}
/** By this name alone the API server calls a node's kubelet, so that logs and exec never leave the machine. */
export const KUBELET_HOST = "localhost";
