import { serverNames, systemAuthority, type TlsFiles } from "../certificates/system-authority";
import { OBJECT_STORE } from "./names";

/** The certificates of the object store. */
export interface ObjectStoreCertificates {
  /** What clients trust. Public. */
  readonly authority: string;
  /** Shown by the server to whoever calls it: nobody is asked for one. */
  readonly server: TlsFiles;
}

/**
 * The certificates of the object store in `namespace`.
 *
 * @param seed at least 32 random letters and digits
 * @param from month from whose first day they are valid, as `YYYY-MM`
 */
export function objectStoreCertificates(seed: string, namespace: string, from: string): ObjectStoreCertificates {
  const { certificate, issue } = systemAuthority(seed, `objectstore ${namespace}`, from);
  return {
    authority: certificate,
    server: issue("server", "objectstore-server", serverNames([OBJECT_STORE], namespace)),
  };
}
