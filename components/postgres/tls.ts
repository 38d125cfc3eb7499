import { certificateAuthority } from "../certificates/authority";
import { ADMIN_ROLE, MEMBER_CERTIFICATE_NAME, SERVICES } from "./names";

/** The authority outlives what it issues; what it issues is renewed once a year, with a month to spare. */
const AUTHORITY_FROM = "2026-01-01";
const AUTHORITY_DAYS = 3652;
const CERTIFICATE_DAYS = 395;
const MONTH_LENGTH = "YYYY-MM".length;

/** The first and the last month in which what the authority issues may begin, as `YYYY-MM`. */
export const CERTIFICATE_PERIOD = {
  from: AUTHORITY_FROM.slice(0, MONTH_LENGTH),
  until: monthOf(AUTHORITY_FROM, AUTHORITY_DAYS - CERTIFICATE_DAYS),
} as const;

/** A certificate, its key, and what to trust, as a Secret's files. */
export interface TlsFiles {
  readonly "tls.crt": string;
  readonly "tls.key": string;
  readonly "ca.crt": string;
}

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
}

/**
 * The certificates of a cluster in `namespace`.
 *
 * @param seed at least 32 random letters and digits
 * @param from month from whose first day what the authority issues is valid, as `YYYY-MM`
 */
export function clusterCertificates(seed: string, namespace: string, from: string): ClusterCertificates {
  const authority = certificateAuthority({
    seed,
    name: `postgres ${namespace}`,
    notBefore: AUTHORITY_FROM,
    validDays: AUTHORITY_DAYS,
  });
  const issued = (purpose: "server" | "client", commonName: string, dnsNames?: readonly string[]): TlsFiles => {
    const leaf = authority.issue({
      purpose,
      commonName,
      notBefore: `${from}-01`,
      validDays: CERTIFICATE_DAYS,
      ...(dnsNames && { dnsNames }),
    });
    return { "tls.crt": leaf.certificatePem, "tls.key": leaf.privateKeyPem, "ca.crt": authority.certificatePem };
  };
  return {
    authority: authority.certificatePem,
    server: issued("server", "postgres-server", serverNames(namespace)),
    member: issued("client", MEMBER_CERTIFICATE_NAME),
    admin: issued("client", ADMIN_ROLE),
  };
}

function serverNames(namespace: string): readonly string[] {
  const { primary, replica, headless } = SERVICES;
  const suffixes = [`.${namespace}.svc`, `.${namespace}.svc.cluster.local`];
  return [
    ...[primary, replica, headless, `*.${headless}`].flatMap((name) => suffixes.map((suffix) => `${name}${suffix}`)),
    "localhost",
  ];
}

function monthOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + daysLater);
  return date.toISOString().slice(0, MONTH_LENGTH);
}
