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
 * has a role of its own, which holds what it may do, and logs in by one of two login roles that own nothing and inherit it:
 * a new generation takes the other one, so that both passwords work while pods change over.
 */
export class DatabaseLogin extends pulumi.ComponentResource {
  /** The role that holds what the workload may do: its name, with underscores. Nobody logs in as it. */
  readonly role: string;
  /** The role that the workload logs in as. */
  readonly loginRole: string;
  /** Alphanumeric, because a `/` or `=` once broke the URL that it stands in (G15). A secret. */
  readonly password: pulumi.Output<string>;

  constructor(name: string, { workload, generation }: DatabaseLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gx:logins:DatabaseLogin", name, {}, opts);
    this.role = workload.replaceAll("-", "_");
    this.loginRole = `${this.role}_${generation % 2 === 1 ? "a" : "b"}`;
    const password = (of: number, isProtected: boolean) =>
      new random.RandomPassword(
        `${name}-password-${of}`,
        { length: 32, special: false },
        { parent: this, protect: isProtected },
      );
    this.password = pulumi.secret(password(generation, true).result);
    // No longer protected, so that the next generation may remove it: in one update it couldn't be both.
    if (generation > 1) password(generation - 1, false);
    this.registerOutputs({});
  }
}
