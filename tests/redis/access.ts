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

/** What is declared of it, as data: whoever is told it knows all that {@link accessOf} needs. */
export interface DeclaredAccess {
  readonly namespace: string;
  readonly members: readonly string[];
  /** PEM of the authority. */
  readonly authority: string;
  readonly servicePassword: string;
  readonly keeperPassword: string;
  /** Of the members' Services and of the primary's, by name. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** Reads what is declared. */
export async function readAccess(
  kubectl: Kubectl,
  namespace: string,
  members: readonly string[],
): Promise<DeclaredAccess> {
  const read = (kind: string, name: string, path: string) =>
    kubectl.run(["get", kind, name, `--namespace=${namespace}`, `--output=jsonpath={${path}}`]);
  const secret = async (name: string, key: string) => {
    const text = await read("secret", name, `.data.${key.replaceAll(".", "\\.")}`);
    return Buffer.from(text, "base64").toString("utf8");
  };
  const addresses: Record<string, string> = {};
  for (const name of [...members, SERVICES.primary]) addresses[name] = await read("service", name, ".spec.clusterIP");
  return {
    namespace,
    members,
    authority: await secret("redis-server-tls", "ca.crt"),
    servicePassword: await secret(CREDENTIALS.secret, CREDENTIALS.variable),
    keeperPassword: await secret("redis-passwords", "keeper"),
    addresses,
  };
}

/** How one gets there. */
export function accessOf(declared: DeclaredAccess): Access {
  const { namespace, members, authority, addresses } = declared;
  const service = { password: declared.servicePassword };
  const keeper = { user: "keeper", password: declared.keeperPassword };
  const target = (name: string, server: Server, login: Target["login"], serverName = ANY_MEMBER): Target => {
    const host = addresses[name];
    if (host === undefined) throw new Error(`there is no member ${name}`);
    return { host, port: PORTS[server], authority, serverName, login };
  };
  return {
    members,
    memberAt: (address) => members.find((member) => addresses[member] === address),
    asService: (member, server) => target(member, server, service, `${member}.${namespace}.svc`),
    primary: target(SERVICES.primary, "redis", service, `${SERVICES.primary}.${namespace}.svc`),
    asKeeper: (member, server) => target(member, server, keeper),
  };
}
