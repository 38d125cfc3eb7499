import { GROUP } from "../../components/redis/names";
import type { Access, Server } from "./access";
import { Connection } from "./connection";
import type { Reply } from "./reply";

/** As much of a connection as is needed to ask. */
type Caller = Pick<Connection, "call">;
/** As much of the access as is needed to understand what Sentinels say. */
type Known = Pick<Access, "members" | "memberAt">;

/** Does something on a connection of a keeper's, which is closed then. */
export async function asKeeper<T>(
  access: Access,
  member: string,
  server: Server,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await Connection.open(access.asKeeper(member, server));
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/**
 * Why not all is well; `undefined` where it is: the member that the Service means says that it is primary, takes writes and has
 * all others as replicas, they say so too, and all Sentinels agree, know replicas that may take over, and would see to it.
 * @param primary whom the primary's Service means
 */
export async function obstacleToWellness(access: Access, primary: string | undefined): Promise<string | undefined> {
  if (primary === undefined) return "the primary's Service leads to no pod";
  const asked = access.members.flatMap((member) => [
    explained(`${member}'s server`, () => asKeeper(access, member, "redis", serverObstacle(access, member, primary))),
    explained(`${member}'s Sentinel`, () => asKeeper(access, member, "sentinel", sentinelObstacle(access, primary))),
  ]);
  const obstacles = (await Promise.all(asked)).filter((obstacle) => obstacle !== undefined);
  return obstacles.length > 0 ? `${primary} leads by its Service; ${obstacles.join("; ")}` : undefined;
}

async function explained(who: string, obstacle: () => Promise<string | undefined>): Promise<string | undefined> {
  const found = await obstacle().catch((error: Error) => error.message);
  return found && `${who}: ${found}`;
}

const serverObstacle = (access: Access, member: string, primary: string) => async (connection: Connection) => {
  const state = await replicationState(connection);
  const said = JSON.stringify(state);
  if (member !== primary) {
    const follows = access.memberAt(state.master_host ?? "") === primary;
    return state.role === "slave" && follows && state.master_link_status === "up" ? undefined : said;
  }
  if (state.role !== "master" || Number(state.connected_slaves) !== access.members.length - 1) return said;
  const wanted = fields(await connection.call("CONFIG", "GET", "min-replicas-to-write"))["min-replicas-to-write"];
  return wanted === "1" ? undefined : `writes wait for ${wanted} replicas`;
};

/** What a server tells of its replication, by the names that `INFO` has. */
export function replicationState(connection: Caller): Promise<Readonly<Record<string, string>>> {
  return told(connection, "replication");
}

async function told(connection: Caller, section: string): Promise<Readonly<Record<string, string>>> {
  const text = await connection.call("INFO", section);
  const lines = String(text)
    .split("\r\n")
    .filter((line) => line.includes(":"));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
}

/**
 * Why a Sentinel, asked as its keeper, isn't well: it names another primary, knows too few, or is in TILT, as for 30 s after its
 * clock has leapt, in which it takes nobody for down. `undefined` where it is well.
 */
export const sentinelObstacle = (access: Known, primary: string) => async (connection: Caller) => {
  if ((await told(connection, "sentinel")).sentinel_tilt !== "0") return "is in TILT, and takes nobody for down";
  const group = fields(await connection.call("SENTINEL", "MASTER", GROUP));
  const others = String(access.members.length - 1);
  const named = access.memberAt(group.ip ?? "");
  if (named !== primary || group.flags !== "master") return `names ${named}, ${group.flags}`;
  if (group["num-other-sentinels"] !== others) return `knows ${group["num-other-sentinels"]} other Sentinels`;
  const replicas = listed(await connection.call("SENTINEL", "REPLICAS", GROUP)).map(fields);
  const candidates = replicas.filter((replica) => replica.flags === "slave" && replica["slave-priority"] !== "0");
  if (replicas.length === Number(others) && candidates.length === replicas.length) return undefined;
  return `knows replicas ${replicas.map((known) => `${known.name} ${known.flags} ${known["slave-priority"]}`).join(", ")}`;
};

/** After how much silence a member's Sentinel calls a server down. */
export async function downAfterSeconds(access: Access, member: string): Promise<number> {
  const group = await asKeeper(access, member, "sentinel", (connection) =>
    connection.call("SENTINEL", "MASTER", GROUP),
  );
  return Number(fields(group)["down-after-milliseconds"]) / 1000;
}

/** A reply that must be an array. @throws Error where it is none */
export function listed(reply: Reply): readonly Reply[] {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  throw new Error(`no array was answered but ${JSON.stringify(reply)}`);
}

/** An array of names and values in turns. */
function fields(reply: Reply): Readonly<Record<string, string>> {
  const words = listed(reply).map(String);
  return Object.fromEntries(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ""]] : [])));
}
