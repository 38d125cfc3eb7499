import type { types } from "@pulumi/kubernetes";

/** Where K3s keeps what is a server's own. */
const SERVER = "/var/lib/rancher/k3s/server";

/** What is read of a server, and where the dump finds it. All else there, such as the keys of its authorities, isn't mounted. */
const FILES = [
  { name: "snapshots", path: `${SERVER}/db/snapshots`, type: "Directory", mountPath: "/k3s/snapshots" },
  { name: "token", path: `${SERVER}/token`, type: "File", mountPath: "/k3s/token" },
  // As recorded of every server: Secrets in etcd are encrypted with it.
  {
    name: "encryption-config",
    path: `${SERVER}/encryption-config.yaml`,
    type: "File",
    mountPath: "/k3s/encryption-config.yaml",
  },
] as const;

/** The type of each, by its path on the server. */
export const HOST_FILES: Readonly<Record<string, string>> = Object.fromEntries(
  FILES.map(({ path, type }) => [path, type]),
);

/** The volumes, each of which a pod waits for where the server doesn't have it. */
export function hostVolumes(): readonly types.input.core.v1.Volume[] {
  return FILES.map(({ name, path, type }) => ({ name, hostPath: { path, type } }));
}

/** Where they are mounted, never to be written. */
export function hostMounts(): readonly types.input.core.v1.VolumeMount[] {
  return FILES.map(({ name, mountPath }) => ({ name, mountPath, readOnly: true }));
}
