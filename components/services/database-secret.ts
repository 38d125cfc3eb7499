import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseLogin } from "../logins/database-login";
import type { Labels } from "../shared/labels";

/** The database of the application, as recorded. */
const DATABASE_NAME = "gx_protocol";
/** Keys of the Secret: the URL for writes, which the primary takes, and the one for read-heavy queries. */
export const DATABASE_URL_KEYS = { write: "DATABASE_URL", read: "DATABASE_READ_URL" } as const;

/** Where a database listens. */
export interface DatabaseEndpoints {
  /** Host that leads to the primary. */
  readonly writeHost: string;
  /** Host that leads to the replicas. */
  readonly readHost: string;
  readonly port: number;
}

/** Where the services look for their database, by the names recorded: the database itself isn't deployed yet. */
export function databaseEndpoints(namespace: string): DatabaseEndpoints {
  return {
    writeHost: `postgres-primary.${namespace}.svc`,
    readHost: `postgres-replica.${namespace}.svc`,
    port: 5432,
  };
}

/** A Secret with the URLs of one login, and what changes with it. */
export interface DatabaseSecret {
  readonly name: pulumi.Output<string>;
  /** Changes with whatever the Secret holds and reveals nothing of it: on a pod template it restarts the pods. */
  readonly checksum: pulumi.Output<string>;
}

/** Makes the Secret from which a workload takes its database URLs. */
export function databaseSecret(
  name: string,
  metadata: { readonly namespace: string; readonly labels: Labels },
  login: DatabaseLogin,
  { writeHost, readHost, port }: DatabaseEndpoints,
  opts: pulumi.CustomResourceOptions,
): DatabaseSecret {
  const url = (host: string) =>
    login.password.apply((password) =>
      Buffer.from(`postgresql://${login.role}:${password}@${host}:${port}/${DATABASE_NAME}`).toString("base64"),
    );
  // As `data`, because the provider rewrites `stringData` once it is known, which no saved plan allows.
  const data = { [DATABASE_URL_KEYS.write]: url(writeHost), [DATABASE_URL_KEYS.read]: url(readHost) };
  const secret = new k8s.core.v1.Secret(
    `${name}-secret`,
    { metadata: { name, namespace: metadata.namespace, labels: { ...metadata.labels } }, data },
    opts,
  );
  return {
    name: secret.metadata.name,
    checksum: pulumi.unsecret(
      pulumi.output(data).apply((held) => createHash("sha256").update(JSON.stringify(held)).digest("hex").slice(0, 16)),
    ),
  };
}
