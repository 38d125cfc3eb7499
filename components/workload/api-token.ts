import type { types } from "@pulumi/kubernetes";
import { podField } from "./pod-field";

/** Where programs look for the token of their pod's account. */
const TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";
/** The kubelet renews the token in time; programs read it again. */
const TOKEN_SECONDS = 3600;
const NAME = "api-token";

/**
 * The token by which a container calls the Kubernetes API as its pod's account, mounted in that container alone: no pod
 * mounts one by itself.
 */
export function apiTokenVolume(): {
  readonly volume: types.input.core.v1.Volume;
  readonly mount: types.input.core.v1.VolumeMount;
} {
  const authority = { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] };
  return {
    volume: {
      name: NAME,
      projected: {
        sources: [
          { serviceAccountToken: { path: "token", expirationSeconds: TOKEN_SECONDS } },
          { configMap: authority },
          { downwardAPI: { items: [{ path: "namespace", fieldRef: podField("metadata.namespace") }] } },
        ],
      },
    },
    mount: { name: NAME, mountPath: TOKEN_FOLDER, readOnly: true },
  };
}
