import { LOOPBACK } from "../ports";
import { isHealthy } from "../probe";
import { etcdEndpoint, type Part, type PartContext, pkiFile } from "./part";

/** The store of the API server: one member, mutual TLS under an authority of its own. */
export function etcd(context: PartContext): Part {
  const url = (port: number) => `https://${LOOPBACK}:${port}`;
  const clientUrl = url(context.ports["etcd-client"]);
  const peerUrl = url(context.ports["etcd-peer"]);
  const file = (name: string) => pkiFile(context, name);
  return {
    name: "etcd",
    tool: "etcd",
    listensOn: ["etcd-client", "etcd-peer"],
    arguments: [
      "--name=lab",
      `--data-dir=${context.layout.etcdFolder}`,
      `--listen-client-urls=${clientUrl}`,
      `--advertise-client-urls=${clientUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=lab=${peerUrl}`,
      "--client-cert-auth",
      `--trusted-ca-file=${file("etcd-ca.crt")}`,
      `--cert-file=${file("etcd-server.crt")}`,
      `--key-file=${file("etcd-server.key")}`,
      "--peer-client-cert-auth",
      `--peer-trusted-ca-file=${file("etcd-ca.crt")}`,
      `--peer-cert-file=${file("etcd-server.crt")}`,
      `--peer-key-file=${file("etcd-server.key")}`,
      "--logger=zap",
      "--log-level=warn",
    ],
    isReady: () => isHealthy(etcdEndpoint(context, "/health")),
  };
}
