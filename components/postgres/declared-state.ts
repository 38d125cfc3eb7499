import type { DatabaseLogin } from "../logins/database-login";
import { ADMIN_ROLE, DATABASE, DUMP_ROLE, MONITORING_ROLE, PORTS, POSTGRES, SERVICES } from "./names";
import { scramVerifier } from "./scram-verifier";
import type { Synchronous } from "./settings";

/** Extensions of the application's database. */
const EXTENSIONS = ["pg_stat_statements"];
/** Sessions of a dump: one that keeps the snapshot, and pg_dump's. */
const DUMP_SESSIONS = 2;

/** A login, its password known. */
export interface KnownLogin extends Pick<DatabaseLogin, "role" | "loginRole"> {
  readonly password: string;
}

/** What {@link declaredState} is made from. */
export interface DeclaredStateArgs {
  readonly namespace: string;
  readonly replicas: number;
  readonly synchronous: Synchronous;
  readonly configuration: object;
  readonly logins: readonly KnownLogin[];
  /** How many sessions each workload may have open, by role. */
  readonly connectionLimits: ReadonlyMap<string, number>;
  readonly timeoutSeconds: number;
}

/**
 * What the running cluster must become, as the reconciling job reads it. Passwords are in it as verifiers, which is all
 * that the database keeps of them. A secret all the same.
 */
export function declaredState(args: DeclaredStateArgs) {
  const { namespace, replicas, synchronous, configuration, logins, connectionLimits, timeoutSeconds } = args;
  const roles = logins.map(({ role }) => role);
  return {
    namespace,
    statefulSet: POSTGRES,
    replicas,
    headlessService: SERVICES.headless,
    primaryHost: `${SERVICES.primary}.${namespace}.svc`,
    port: PORTS.sql,
    restPort: PORTS.patroni,
    synchronous,
    timeoutSeconds,
    configuration,
    databases: [{ name: DATABASE, owner: ADMIN_ROLE, extensions: EXTENSIONS, writers: roles, readers: [] }],
    applicationRoles: logins.map(({ role, loginRole, password }) => ({
      name: role,
      connectionLimit: connectionLimits.get(role)!,
      logins: [{ name: loginRole, verifier: scramVerifier({ role: loginRole, password }), isCurrent: true }],
    })),
    monitoringRole: MONITORING_ROLE,
    dumpRole: { name: DUMP_ROLE, database: DATABASE, connectionLimit: DUMP_SESSIONS },
  };
}
