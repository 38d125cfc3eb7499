import { ADVERTISED_API_ADDRESS, SERVICE_CIDR, TOKEN_AUDIENCES, TOKEN_ISSUER } from "../cluster-constants";
import { ENCRYPTION_CONFIG, TOKEN_PRIVATE_KEY, TOKEN_PUBLIC_KEY } from "../pki";
import { LOOPBACK } from "../ports";
import { isHealthy } from "../probe";
import { clusterEndpoint, type Part, type PartContext, pkiFile } from "./part";

/** All addresses of the network that real nodes live in. */
const EVERYWHERE = "0.0.0.0";

/**
 * The API server with what decides over admission on the real cluster: Node and RBAC authorization, NodeRestriction,
 * nobody anonymous, Secrets encrypted in etcd. Pod Security, quotas and ValidatingAdmissionPolicy are on by default.
 */
export function apiServer(context: PartContext): Part {
  const file = (name: string) => pkiFile(context, name);
  return {
    name: "api-server",
    tool: "kube-apiserver",
    listensOn: ["api-server"],
    arguments: [
      `--bind-address=${context.realNodes ? EVERYWHERE : LOOPBACK}`,
      `--secure-port=${context.ports["api-server"]}`,
      `--advertise-address=${context.realNodes?.apiAddress ?? ADVERTISED_API_ADDRESS}`,
      `--tls-cert-file=${file("api-server.crt")}`,
      `--tls-private-key-file=${file("api-server.key")}`,
      `--client-ca-file=${file("cluster-ca.crt")}`,
      "--anonymous-auth=false",
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      "--allow-privileged=true",
      `--etcd-servers=https://${LOOPBACK}:${context.ports["etcd-client"]}`,
      `--etcd-cafile=${file("etcd-ca.crt")}`,
      `--etcd-certfile=${file("etcd-client.crt")}`,
      `--etcd-keyfile=${file("etcd-client.key")}`,
      `--encryption-provider-config=${file(ENCRYPTION_CONFIG)}`,
      `--service-account-issuer=${TOKEN_ISSUER}`,
      `--service-account-key-file=${file(TOKEN_PUBLIC_KEY)}`,
      `--service-account-signing-key-file=${file(TOKEN_PRIVATE_KEY)}`,
      `--api-audiences=${TOKEN_AUDIENCES.join(",")}`,
      `--service-cluster-ip-range=${SERVICE_CIDR}`,
      // The default order starts with host names, and those of the nodes are the real servers'.
      `--kubelet-preferred-address-types=${context.realNodes ? "InternalIP" : "InternalDNS"}`,
      `--kubelet-certificate-authority=${file("cluster-ca.crt")}`,
      `--kubelet-client-certificate=${file("api-server-to-kubelet.crt")}`,
      `--kubelet-client-key=${file("api-server-to-kubelet.key")}`,
      "--profiling=false",
    ],
    isReady: () => isHealthy(clusterEndpoint(context, "api-server", "/readyz", "admin")),
  };
}
