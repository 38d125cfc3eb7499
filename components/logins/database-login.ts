import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Arguments of {@link DatabaseLogin}. */
export interface DatabaseLoginArgs {
  /** The workload that logs in. */
  readonly workload: string;
  /** Counted up to have a new password made. */
  readonly generation: number;
}

/**
 * A generated login to the database, made before both of its users, so that one value feeds both sides (G14). Each workload
 * has a role of its own instead of the shared one: a leaked password is one workload's.
 */
export class DatabaseLogin extends pulumi.ComponentResource {
  /** The role's name in the database: the workload's, with underscores. */
  readonly role: string;
  /** Alphanumeric, because a `/` or `=` once broke the URL that it stands in (G15). A secret. */
  readonly password: pulumi.Output<string>;

  constructor(name: string, args: DatabaseLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:logins:DatabaseLogin", name, {}, opts);
    this.role = args.workload.replaceAll("-", "_");
    const password = new random.RandomPassword(
      `${name}-password`,
      { length: 32, special: false, keepers: { generation: String(args.generation) } },
      { parent: this, protect: true },
    );
    this.password = pulumi.secret(password.result);
    this.registerOutputs({});
  }
}
