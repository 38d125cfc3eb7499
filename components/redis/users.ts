import { type Passwords, type User, USERS } from "./passwords";

/** By this channel Sentinels find each other. */
const HELLO_CHANNEL = "&__sentinel__:hello";

/** What each user may do on a server. Of categories, `@dangerous` and `@admin` hold what ends servers or empties them. */
const ON_SERVERS: Readonly<Record<User, string>> = {
  // Clients of Sentinel ask a server for its role before they trust it, and some wait until INFO says that it has loaded.
  default: "~* &* +@all -@admin -@dangerous +info +role",
  member:
    `${HELLO_CHANNEL} +ping +psync +replconf +info +role +publish +subscribe +multi +exec +slaveof +replicaof ` +
    "+config|rewrite +client|setname +client|kill +script|kill",
  // It demotes a primary that a majority of Sentinels has replaced, before that takes another write.
  keeper: "+ping +info +replicaof +config|get +config|set +client|pause +client|unpause",
  // Not CONFIG: it tells passwords.
  exporter: "+ping +info +client|setname +slowlog|get +slowlog|len +latency|latest +latency|histogram",
  // All data as they are, once. Not PSYNC, with which whoever calls can have a replica become primary.
  dumper: "+info +replconf +sync",
};

/** What each may do on a Sentinel; the others aren't known there. */
const ON_SENTINELS: Readonly<Record<Exclude<User, "exporter" | "dumper">, string>> = {
  default:
    "&* +ping +info +role +hello +client|setname +client|setinfo +client|id +client|getname +command +subscribe " +
    "+psubscribe +unsubscribe +punsubscribe +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters " +
    "+sentinel|replicas +sentinel|slaves +sentinel|sentinels +sentinel|myid",
  member: `${HELLO_CHANNEL} +ping +publish +client|setname +sentinel|is-master-down-by-addr`,
  keeper: "&* +@all",
};

/** The file of a server's users. Holds no password, only what passwords are compared with. */
export function serverUsers(passwords: Passwords): string {
  return usersFile(passwords, USERS, ON_SERVERS);
}

/** The file of a Sentinel's users. */
export function sentinelUsers(passwords: Passwords): string {
  return usersFile(passwords, ["default", "member", "keeper"], ON_SENTINELS);
}

function usersFile<Name extends User>(
  { accepted }: Passwords,
  users: readonly Name[],
  rules: Readonly<Record<Name, string>>,
): string {
  const line = (user: Name) => ["user", user, "on", ...accepted[user].map((hash) => `#${hash}`), rules[user]].join(" ");
  return `${users.map(line).join("\n")}\n`;
}
