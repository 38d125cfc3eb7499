import { serverNames, systemAuthority, type TlsFiles } from "../certificates/system-authority";
import { BACKUP_CERTIFICATE_NAME, DUMP } from "./backup/names";
import { ADMIN_ROLE, MEMBER_CERTIFICATE_NAME, SERVICES } from "./names";

/** The certificates of a cluster. */
export interface ClusterCertificates {
  /** What clients trust. Public. */
  readonly authority: string;
  /** Shown by members to whoever calls them. */
  readonly server: TlsFiles;
  /** Shown by members when they call each other. */
  readonly member: TlsFiles;
  /** Shown by the administrator, and by jobs in his place. */
  readonly admin: TlsFiles;
  /** Shown by jobs that copy a member's files. */
  readonly backup: TlsFiles;
  /** Shown by who dumps the database. */
  readonly dump: TlsFiles;
}

/**
 * The certificates of a cluster in `namespace`.
 *
 * @param seed at least 32 random letters and digits
 * @param from month from whose first day what the authority issues is valid, as `YYYY-MM`
 */
export function clusterCertificates(seed: string, namespace: string, from: string): ClusterCertificates {
  const { primary, replica, headless } = SERVICES;
  const { certificate, issue } = systemAuthority(seed, `postgres ${namespace}`, from);
  const names = serverNames([primary, replica, headless, `*.${headless}`], namespace);
  return {
    authority: certificate,
    server: issue("server", "postgres-server", names),
    member: issue("client", MEMBER_CERTIFICATE_NAME),
    admin: issue("client", ADMIN_ROLE),
    backup: issue("client", BACKUP_CERTIFICATE_NAME),
    dump: issue("client", DUMP),
  };
}
