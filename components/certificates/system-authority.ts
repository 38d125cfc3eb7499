import type { ConfigProblem } from "../../stacks/config-error";
import { certificateAuthority } from "./authority";
import type { CertificatePurpose } from "./extensions";

/** The authority outlives what it issues; what it issues is renewed once a year, with a month to spare. */
const AUTHORITY_FROM = "2026-01-01";
const AUTHORITY_DAYS = 3652;
const CERTIFICATE_DAYS = 395;
const MONTH_LENGTH = "YYYY-MM".length;

/** The first and the last month in which what such an authority issues may begin, as `YYYY-MM`. */
const CERTIFICATE_PERIOD = {
  from: AUTHORITY_FROM.slice(0, MONTH_LENGTH),
  until: monthOf(AUTHORITY_FROM, AUTHORITY_DAYS - CERTIFICATE_DAYS),
} as const;

/** File of the authority's certificate, wherever it is mounted. */
export const AUTHORITY_FILE = "ca.crt";

/** A certificate, its key, and what to trust, as a Secret's files. */
export interface TlsFiles {
  readonly "tls.crt": string;
  readonly "tls.key": string;
  readonly "ca.crt": string;
}

/** The authority of one system in one namespace. */
export interface SystemAuthority {
  /** What clients trust, PEM. Public. */
  readonly certificate: string;
  /** A certificate for a server, which needs names, or for a client. */
  readonly issue: (purpose: CertificatePurpose, commonName: string, dnsNames?: readonly string[]) => TlsFiles;
}

/**
 * The authority of a system, and by it certificates of a year.
 *
 * @param seed at least 32 random letters and digits
 * @param name the authority's common name
 * @param from month from whose first day what the authority issues is valid, as `YYYY-MM`
 */
export function systemAuthority(seed: string, name: string, from: string): SystemAuthority {
  const authority = certificateAuthority({ seed, name, notBefore: AUTHORITY_FROM, validDays: AUTHORITY_DAYS });
  return {
    certificate: authority.certificatePem,
    issue(purpose, commonName, dnsNames) {
      const leaf = authority.issue({
        purpose,
        commonName,
        notBefore: `${from}-01`,
        validDays: CERTIFICATE_DAYS,
        ...(dnsNames && { dnsNames }),
      });
      return {
        "tls.crt": leaf.certificatePem,
        "tls.key": leaf.privateKeyPem,
        [AUTHORITY_FILE]: authority.certificatePem,
      };
    },
  };
}

/** The names by which pods call Services of a namespace, and a pod itself. */
export function serverNames(services: readonly string[], namespace: string): readonly string[] {
  const suffixes = [`.${namespace}.svc`, `.${namespace}.svc.cluster.local`];
  return [...services.flatMap((name) => suffixes.map((suffix) => `${name}${suffix}`)), "localhost"];
}

/** What is wrong with the month from which certificates are to be valid: nobody trusts them outside the authority's own time. */
export function certificateMonthProblems(field: string, month: string): readonly ConfigProblem[] {
  const { from, until } = CERTIFICATE_PERIOD;
  if (month >= from && month <= until) return [];
  return [{ field, value: month, remedy: `must be from ${from} to ${until}: the authority's own time` }];
}

function monthOf(day: string, daysLater: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + daysLater);
  return date.toISOString().slice(0, MONTH_LENGTH);
}
