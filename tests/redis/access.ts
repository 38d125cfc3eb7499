import { CREDENTIALS, PORTS, SERVICES } from "../../components/redis/names";
import type { Kubectl } from "../../lab/kubectl";
import type { Target } from "./connection";

/** What a member has for others. */
export type Server = "redis" | "sentinel";

/** A name that every server's certificate has. */
const ANY_MEMBER = "localhost";

/** Where the members are, by addresses that stay, and how one logs in. */
export interface Access {
  readonly members: readonly string[];
  /** The member whose Service has an address; `undefined` where none has. */
  memberAt(address: string): string | undefined;
  /** A member as a service of the platform sees it. */
  asService(member: string, server: Server): Target;
  /** Whatever the primary's Service leads to, as a service sees it. */
  readonly primary: Target;
  /** A member as its own keeper sees it. */
  asKeeper(member: string, server: Server): Target;
}

/** Reads what is declared. */
export async function readAccess(kubectl: Kubectl, namespace: string, members: readonly string[]): Promise<Access> {
  const read = (kind: string, name: string, path: string) =>
    kubectl.run(["get", kind, name, `--namespace=${namespace}`, `--output=jsonpath={${path}}`]);
  const secret = async (name: string, key: string) => {
    const text = await read("secret", name, `.data.${key.replaceAll(".", "\\.")}`);
    return Buffer.from(text, "base64").toString("utf8");
  };
  const authority = await secret("redis-server-tls", "ca.crt");
  const service = { password: await secret(CREDENTIALS.secret, CREDENTIALS.variable) };
  const keeper = { user: "keeper", password: await secret("redis-passwords", "keeper") };
  const addresses = new Map<string, string>();
  for (const name of [...members, SERVICES.primary])
    addresses.set(name, await read("service", name, ".spec.clusterIP"));

  const target = (name: string, server: Server, login: Target["login"], serverName = ANY_MEMBER): Target => {
    const host = addresses.get(name);
    if (host === undefined) throw new Error(`there is no member ${name}`);
    return { host, port: PORTS[server], authority, serverName, login };
  };
  return {
    members,
    memberAt: (address) => members.find((member) => addresses.get(member) === address),
    asService: (member, server) => target(member, server, service, `${member}.${namespace}.svc`),
    primary: target(SERVICES.primary, "redis", service, `${SERVICES.primary}.${namespace}.svc`),
    asKeeper: (member, server) => target(member, server, keeper),
  };
}
