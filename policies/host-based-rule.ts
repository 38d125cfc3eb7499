/** One line of PostgreSQL's `pg_hba.conf`. */
export interface HostBasedRule {
  /** `local`, `host`, `hostssl` or a rarer one. */
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  /** As written, with a mask that follows it; undefined in a `local` line. */
  readonly address?: string;
  readonly method: string;
}

const TYPES = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];
const MASK = /^(\d+(\.\d+){3}|[\da-f:]*:[\da-f:]*)$/;

/**
 * Takes a line apart; undefined where it is none that decides who may log in.
 *
 * Source: https://www.postgresql.org/docs/15/auth-pg-hba-conf.html
 */
export function hostBasedRuleOf(line: string): HostBasedRule | undefined {
  const [type = "", databases, users, ...rest] = line
    .replace(/#.*/, "")
    .replace(/,\s+/g, ",")
    .replaceAll('"', "")
    .trim()
    .split(/\s+/);
  if (!TYPES.includes(type) || databases === undefined || users === undefined) return undefined;
  const lists = { databases: databases.split(","), users: users.split(",") };
  if (type === "local") return rest[0] === undefined ? undefined : { type, ...lists, method: rest[0] };
  const [address, ...after] = rest;
  const hasMask = MASK.test(after[0] ?? "");
  const method = after[hasMask ? 1 : 0];
  if (address === undefined || method === undefined) return undefined;
  return { type, ...lists, address: hasMask ? `${address} ${after[0]}` : address, method };
}
