import type { CertificateAndKey } from "./certificates";
import { LAB_CONTEXT } from "./cluster-constants";
import { LOOPBACK } from "./ports";

/** The address of a lab's API server, as `host` calls it. */
export function serverUrl(apiServerPort: number, host = LOOPBACK): string {
  return `https://${host}:${apiServerPort}`;
}

/**
 * A kubeconfig that holds all it needs: one cluster, one user, one context called gx-lab. JSON, which every reader of
 * kubeconfigs takes for the YAML it is.
 * @param host is where its user finds the API server.
 */
export function kubeconfig(
  apiServerPort: number,
  authorityCertificate: string,
  user: CertificateAndKey,
  host = LOOPBACK,
): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": LAB_CONTEXT,
    clusters: [
      {
        name: LAB_CONTEXT,
        cluster: {
          server: serverUrl(apiServerPort, host),
          "certificate-authority-data": base64(authorityCertificate),
        },
      },
    ],
    users: [
      {
        name: LAB_CONTEXT,
        user: { "client-certificate-data": base64(user.certificate), "client-key-data": base64(user.key) },
      },
    ],
    contexts: [{ name: LAB_CONTEXT, context: { cluster: LAB_CONTEXT, user: LAB_CONTEXT } }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
