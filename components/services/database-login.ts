import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
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

/** Arguments of {@link DatabaseLogin}. */
export interface DatabaseLoginArgs {
  /** The workload that logs in; its role in the database is the same name with underscores. */
  readonly workload: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly database: DatabaseEndpoints;
}

/**
 * A generated database login of one workload: a password and the Secret with the URLs made from it.
 *
 * One generated value feeds both sides (G14), and it is alphanumeric, because a `/` or `=` once broke the URL (G15). Each
 * workload has a role of its own instead of the shared one, so that a leaked password is one workload's.
 */
export class DatabaseLogin extends pulumi.ComponentResource {
  /** Name of the Secret with the keys {@link DATABASE_URL_KEYS}. */
  readonly secretName: pulumi.Output<string>;
  /** Changes with the password and reveals nothing of it: on a pod template it restarts the pods that use the old one. */
  readonly checksum: pulumi.Output<string>;

  constructor(name: string, args: DatabaseLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:services:DatabaseLogin", name, {}, opts);

    const password = new random.RandomPassword(
      `${name}-password`,
      { length: 32, special: false },
      { parent: this, protect: true },
    );
    const role = args.workload.replaceAll("-", "_");
    const { writeHost, readHost, port } = args.database;
    const url = (host: string) =>
      password.result.apply((value) => base64(`postgresql://${role}:${value}@${host}:${port}/${DATABASE_NAME}`));
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: { name, namespace: args.namespace, labels: { ...args.labels } },
        // As `data`, because the provider rewrites `stringData` once it is known, which no saved plan allows.
        data: { [DATABASE_URL_KEYS.write]: url(writeHost), [DATABASE_URL_KEYS.read]: url(readHost) },
      },
      { parent: this },
    );

    this.secretName = secret.metadata.name;
    this.checksum = pulumi.unsecret(
      password.result.apply((value) => createHash("sha256").update(value).digest("hex").slice(0, 16)),
    );
    this.registerOutputs({ secretName: this.secretName, checksum: this.checksum });
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
