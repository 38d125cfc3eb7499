import { POD_CIDR } from "../components/shared/networks";
import { contains } from "./address-block";
import { hostBasedRuleOf, type HostBasedRule } from "./host-based-rule";
import { patroniConfigurationsIn, type PatroniConfiguration } from "./patroni-configuration";
import { is, objectPolicy, type Check, type Finding } from "./verdict";

/** Methods that give no password away and admit nobody without proof. */
const SAFE_METHODS = ["scram-sha-256", "cert"];
const LOOPBACK_NETWORKS = ["127.0.0.0/8", "::1/128"];

/**
 * Patroni's configuration admits the pod network to the database, and nobody else: over TLS, by a SCRAM password or a
 * certificate. The superuser has no password that anybody could guess. A member reaches its own server for replication,
 * by the socket or the loopback, because Patroni reads its timeline so: without it a member that diverged runs on, and
 * never streams.
 *
 * Severity: critical. Source: incident G29 (the database refused the pod network, and didn't ask for TLS).
 * Remedy: write `hostssl` lines for the pod range, and reject the superuser before them.
 */
export const postgresAccess = objectPolicy(
  {
    name: "postgres-access",
    description: "PostgreSQL admits the pod network alone, over TLS, and its superuser by no password.",
    severity: "critical",
    framework: {
      name: "GX incidents",
      version: "1",
      reference: "G29",
      specification: "Access from the pods, over TLS",
    },
    remediationSteps: `Write hostssl lines for ${POD_CIDR} by scram-sha-256 or cert, and reject the superuser before them.`,
  },
  (object, check) => {
    for (const configuration of patroniConfigurationsIn(object)) judge(configuration, check);
  },
);

function judge(
  { hostBasedAuthentication: { field, value: lines }, superuser }: PatroniConfiguration,
  check: Check,
): void {
  const rules = lines.map(hostBasedRuleOf);
  const earlier: HostBasedRule[] = [];
  for (const [index, line] of lines.entries()) {
    const rule = rules[index];
    const found = is(line);
    const remedy = rule ? remedyFor(rule, superuser, earlier) : unreadable(line);
    if (remedy !== undefined) check(() => ({ field: `${field}[${index}]`, found, remedy }));
    if (rule) earlier.push(rule);
  }
  const known = rules.filter((rule) => rule !== undefined);
  check(() => missingFinding(field, known));
}

function unreadable(line: string): string | undefined {
  return /^\s*(#|$)/.test(line)
    ? undefined
    : "write a type, databases, users, an address unless the type is local, and a method";
}

/** What to do about a line that admits somebody over the network; undefined where that is right. */
function remedyFor(rule: HostBasedRule, superuser: string, earlier: readonly HostBasedRule[]): string | undefined {
  const { type, address, method } = rule;
  if (address === undefined || method === "reject") return undefined;
  if (!SAFE_METHODS.includes(method)) return `take scram-sha-256 or cert in place of ${method}`;
  if (isLoopback(rule)) return undefined;
  if (type !== "hostssl") return "write hostssl, which asks for TLS";
  if (!contains(POD_CIDR, address)) return `admit addresses of ${POD_CIDR} alone, in this notation`;
  if (method !== "cert" && names(rule.users, superuser) && !earlier.some((other) => settles(other, rule, superuser))) {
    return `reject the superuser ${superuser} in a line before it, or have him show a certificate`;
  }
  return undefined;
}

/** What no line at all provides. */
function missingFinding(field: string, rules: readonly HostBasedRule[]): Finding | undefined {
  const admitting = rules.filter(({ method }) => method !== "reject");
  const admitsPods = (rule: HostBasedRule) =>
    contains(rule.address ?? "", POD_CIDR) && rule.databases.some((name) => name !== "replication");
  if (!admitting.some((rule) => admitsPods(rule) && !isShut(rule, rules))) {
    return { field, found: `admits no pod of ${POD_CIDR}`, remedy: `add hostssl lines for ${POD_CIDR}` };
  }
  const isOwn = (rule: HostBasedRule) => rule.databases.includes("replication") && (!rule.address || isLoopback(rule));
  if (!admitting.some(isOwn)) {
    const remedy = "add a line `local replication` for the user of replication";
    return { field, found: "lets no member replicate from its own server", remedy };
  }
  return undefined;
}

/** Whether a line before `rule` already rejects everybody that it admits. */
function isShut(rule: HostBasedRule, rules: readonly HostBasedRule[]): boolean {
  return rules
    .slice(0, rules.indexOf(rule))
    .some((other) => other.method === "reject" && other.users.includes("all") && comesBefore(other, rule));
}

/** Whether `earlier` decides, for all that `rule` concerns, how the superuser may log in: not at all, or by certificate. */
function settles(earlier: HostBasedRule, rule: HostBasedRule, superuser: string): boolean {
  return ["reject", "cert"].includes(earlier.method) && names(earlier.users, superuser) && comesBefore(earlier, rule);
}

/** Whether every connection that `rule` concerns meets `earlier` first, whoever the user is. */
function comesBefore(earlier: HostBasedRule, rule: HostBasedRule): boolean {
  const { databases, address = "" } = earlier;
  return (
    (earlier.type === "host" || earlier.type === rule.type) &&
    rule.databases.every((name) => databases.includes(name) || (name !== "replication" && databases.includes("all"))) &&
    (address === "all" || contains(address, rule.address ?? ""))
  );
}

function names(users: readonly string[], user: string): boolean {
  return users.includes("all") || users.includes(user);
}

function isLoopback({ address = "" }: HostBasedRule): boolean {
  return LOOPBACK_NETWORKS.some((network) => contains(network, address));
}
