import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Labels } from "../shared/labels";

/** The database of the application, as recorded. */
const DATABASE_NAME = "gx_protocol";
/** Key of the Secret that holds the connection URL. */
export const DATABASE_URL_KEY = "DATABASE_URL";

/** Arguments of {@link DatabaseLogin}. */
export interface DatabaseLoginArgs {
  /** The workload that logs in; its role in the database is the same name with underscores. */
  readonly workload: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Host name of the writable endpoint. */
  readonly host: string;
  readonly port: number;
}

/**
 * A generated database login of one workload: a password and the Secret with the URL made from it.
 *
 * One generated value feeds both sides (G14), and it is alphanumeric, because a `/` or `=` once broke the URL (G15). Each
 * workload has a role of its own instead of the shared one, so that a leaked password is one workload's.
 */
export class DatabaseLogin extends pulumi.ComponentResource {
  /** Name of the Secret with the key {@link DATABASE_URL_KEY}. */
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
    const secret = new k8s.core.v1.Secret(
      `${name}-secret`,
      {
        metadata: { name, namespace: args.namespace, labels: { ...args.labels } },
        stringData: {
          [DATABASE_URL_KEY]: pulumi.interpolate`postgresql://${role}:${password.result}@${args.host}:${args.port}/${DATABASE_NAME}`,
        },
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
