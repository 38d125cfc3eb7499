import { GROUP, PORTS } from "../../components/redis/names";
import type { Access } from "./access";
import { Connection } from "./connection";
import { listed } from "./members";

const KEYS_AT_ONCE = 500;

/** Connects to whatever the primary's Service leads to. */
export function byService({ primary }: Access): Promise<Connection> {
  return Connection.open(primary);
}

/**
 * Gives what connects to whom a Sentinel names: the next one at each call, as a client goes on to the next where a Sentinel
 * doesn't answer or names somebody who takes no writes.
 */
export function bySentinels(access: Access): () => Promise<Connection> {
  let next = 0;
  return async () => {
    const asked = access.members[next++ % access.members.length]!;
    const { host, member } = await namedBy(access, asked);
    return Connection.open({ ...access.asService(member, "redis"), host });
  };
}

async function namedBy(access: Access, asked: string) {
  const connection = await Connection.open(access.asService(asked, "sentinel"));
  try {
    const [host, port] = listed(await connection.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", GROUP)).map(String);
    const member = access.memberAt(host ?? "");
    if (!host || !member || Number(port) !== PORTS.redis) throw new Error(`${asked} names ${host}:${port}`);
    return { host, member };
  } finally {
    connection.close();
  }
}

/** Which of the keys a member doesn't have. */
export async function keysMissingIn(access: Access, member: string, keys: readonly string[]): Promise<string[]> {
  const connection = await Connection.open(access.asService(member, "redis"));
  const missing: string[] = [];
  try {
    for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
      const some = keys.slice(from, from + KEYS_AT_ONCE);
      const values = listed(await connection.call("MGET", ...some));
      missing.push(...some.filter((_, index) => values[index] === null));
    }
    return missing;
  } finally {
    connection.close();
  }
}
