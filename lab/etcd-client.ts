import { join } from "node:path";
import { ETCD_AUTHORITY } from "./pki";
import { LOOPBACK } from "./ports";

/**
 * The options by which etcdctl reaches a lab's etcd, as its client.
 *
 * @param port of the lab's etcd for clients
 */
export function etcdctlOptions(pkiFolder: string, port: number): readonly string[] {
  const pki = (name: string) => join(pkiFolder, name);
  return [
    ...[`--endpoints=https://${LOOPBACK}:${port}`, `--cacert=${pki(`${ETCD_AUTHORITY}.crt`)}`],
    ...[`--cert=${pki("etcd-client.crt")}`, `--key=${pki("etcd-client.key")}`],
  ];
}
