import { serverNames, systemAuthority, type TlsFiles } from "../certificates/system-authority";
import { memberNames, SERVICES } from "./names";

/** The certificates of redis. */
export interface RedisCertificates {
  /** What clients trust. Public. */
  readonly authority: string;
  /** Shown by servers and Sentinels to whoever calls them: nobody is asked for one. */
  readonly server: TlsFiles;
}

/**
 * The certificates of the members in `namespace`.
 *
 * @param seed at least 32 random letters and digits
 * @param from month from whose first day they are valid, as `YYYY-MM`
 */
export function redisCertificates(seed: string, namespace: string, replicas: number, from: string): RedisCertificates {
  const { primary, headless } = SERVICES;
  const { certificate, issue } = systemAuthority(seed, `redis ${namespace}`, from);
  const names = [primary, headless, `*.${headless}`, ...memberNames(replicas)];
  return { authority: certificate, server: issue("server", "redis-server", serverNames(names, namespace)) };
}
