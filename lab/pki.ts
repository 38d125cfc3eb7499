import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import {
  type CertificateAndKey,
  type CertificateRequest,
  createAuthority,
  createSigningKey,
  issueCertificate,
} from "./certificates";
import { ADVERTISED_API_ADDRESS, API_SERVICE_ADDRESS, CLUSTER_DOMAIN, KUBELET_HOST } from "./cluster-constants";
import { makePrivateFolder, writePrivately } from "./files";
import { LOOPBACK } from "./ports";

/** aescbc takes a key of 32 bytes; K3s generates the same. */
const ENCRYPTION_KEY_BYTES = 32;
/** The administrators' group that every authorizer lets through. */
const ADMINISTRATORS = "system:masters";

const LOCAL_NAMES = ["localhost", LOOPBACK];
const API_SERVER_NAMES = [
  ...LOCAL_NAMES,
  ADVERTISED_API_ADDRESS,
  API_SERVICE_ADDRESS,
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  `kubernetes.default.svc.${CLUSTER_DOMAIN}`,
];

/** Certificates under the cluster's authority, by file name. Who may do what is bound to the common name. */
const CLUSTER_CERTIFICATES = {
  "api-server": { commonName: "kube-apiserver", usage: "server", subjectNames: API_SERVER_NAMES },
  "api-server-to-kubelet": { commonName: "gx-lab:api-server", usage: "client" },
  kubelet: { commonName: "gx-lab:kubelet", usage: "server", subjectNames: [KUBELET_HOST, LOOPBACK] },
  "controller-manager-server": {
    commonName: "kube-controller-manager",
    usage: "server",
    subjectNames: LOCAL_NAMES,
  },
  "scheduler-server": { commonName: "kube-scheduler", usage: "server", subjectNames: LOCAL_NAMES },
  admin: { commonName: "gx-lab:admin", organizations: [ADMINISTRATORS], usage: "client" },
  "controller-manager": { commonName: "system:kube-controller-manager", usage: "client" },
  scheduler: { commonName: "system:kube-scheduler", usage: "client" },
  kwok: { commonName: "gx-lab:kwok", usage: "client" },
  "volume-provisioner": { commonName: "gx-lab:volume-provisioner", usage: "client" },
} as const satisfies Record<string, CertificateRequest>;

/** Who calls the API server with a kubeconfig of its own; nodes besides. */
export const CLIENTS = ["admin", "controller-manager", "scheduler", "kwok", "volume-provisioner"] as const;
/** One of {@link CLIENTS}. */
export type Client = (typeof CLIENTS)[number];

/**
 * Certificates under etcd's own authority. It is not the cluster's: there, any node's certificate would open etcd and
 * with it every Secret, past all authorization.
 */
const ETCD_CERTIFICATES = {
  "etcd-server": { commonName: "etcd", usage: "peer", subjectNames: LOCAL_NAMES },
  "etcd-client": { commonName: "kube-apiserver-etcd-client", usage: "client" },
} as const satisfies Record<string, CertificateRequest>;

/** What lies in a lab's PKI folder besides pairs of NAME.crt and NAME.key. */
export const TOKEN_PRIVATE_KEY = "service-account.key";
export const TOKEN_PUBLIC_KEY = "service-account.pub";
export const ENCRYPTION_CONFIG = "secrets-encryption.json";
/** Names of the two authorities' files. */
export const CLUSTER_AUTHORITY = "cluster-ca";
export const ETCD_AUTHORITY = "etcd-ca";

/** Makes all keys of a new lab in its empty PKI folder. */
export async function createPki(folder: string): Promise<void> {
  makePrivateFolder(folder);
  const [cluster, etcd, signing] = await Promise.all([
    createAuthority("gx-lab-cluster-ca"),
    createAuthority("gx-lab-etcd-ca"),
    createSigningKey(),
  ]);
  writePair(folder, CLUSTER_AUTHORITY, cluster);
  writePair(folder, ETCD_AUTHORITY, etcd);
  writePrivately(join(folder, TOKEN_PRIVATE_KEY), signing.privateKey);
  writePrivately(join(folder, TOKEN_PUBLIC_KEY), signing.publicKey);
  writePrivately(join(folder, ENCRYPTION_CONFIG), JSON.stringify(encryptionConfig(), null, 2));
  await issueAll(folder, cluster, CLUSTER_CERTIFICATES);
  await issueAll(folder, etcd, ETCD_CERTIFICATES);
}

/** Gives each node that has none an identity of its own: user `system:node:NAME` in `system:nodes`. */
export async function issueNodeIdentities(folder: string, nodeNames: readonly string[]): Promise<void> {
  const requests = nodeNames.map((name) => [
    nodeIdentity(name),
    { commonName: `system:node:${name}`, organizations: ["system:nodes"], usage: "client" },
  ]);
  await issueMissing(folder, Object.fromEntries(requests) as Record<string, CertificateRequest>);
}

/** Issues what isn't there yet of these certificates, given by file name, under the cluster's authority. */
export async function issueMissing(
  folder: string,
  requests: Readonly<Record<string, CertificateRequest>>,
): Promise<void> {
  const missing = Object.entries(requests).filter(([name]) => !existsSync(join(folder, `${name}.crt`)));
  await issueAll(folder, readPair(folder, CLUSTER_AUTHORITY), Object.fromEntries(missing));
}

/** The file name of a node's identity. */
export function nodeIdentity(nodeName: string): string {
  return `node-${nodeName}`;
}

/** Reads a certificate and its key by file name. */
export function readPair(folder: string, name: string): CertificateAndKey {
  const read = (ending: string) => readFileSync(join(folder, `${name}.${ending}`), "utf8");
  return { certificate: read("crt"), key: read("key") };
}

async function issueAll(
  folder: string,
  authority: CertificateAndKey,
  requests: Readonly<Record<string, CertificateRequest>>,
): Promise<void> {
  await Promise.all(
    Object.entries(requests).map(async ([name, request]) =>
      writePair(folder, name, await issueCertificate(authority, request)),
    ),
  );
}

function writePair(folder: string, name: string, pair: CertificateAndKey): void {
  writePrivately(join(folder, `${name}.key`), pair.key);
  writePrivately(join(folder, `${name}.crt`), pair.certificate);
}

/** Secrets are written with aescbc as on the real cluster; `identity` last reads what was written in the clear. */
function encryptionConfig(): object {
  const secret = randomBytes(ENCRYPTION_KEY_BYTES).toString("base64");
  return {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [
      { resources: ["secrets"], providers: [{ aescbc: { keys: [{ name: "lab", secret }] } }, { identity: {} }] },
    ],
  };
}
