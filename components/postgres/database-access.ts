import type * as pulumi from "@pulumi/pulumi";
import type { FailoverTimeBudget } from "../../stacks/failover-time-budget";
import type { MountedFiles } from "../workload/mounted-files";

/** What the database gives to those who log in to it. */
export interface DatabaseAccess {
  /** Host that leads to the primary. */
  readonly writeHost: string;
  /** Host that leads to any member, for reads that may lag a moment. */
  readonly readHost: string;
  readonly port: number;
  readonly database: string;
  /** ConfigMap with the certificate of the authority to trust, under `ca.crt`. */
  readonly authority: MountedFiles;
  /** How many sessions each pod may open: one more may be refused to another. */
  readonly sessionsAPod: number;
  readonly times: FailoverTimeBudget["client"];
  /** What stands when the logins work: pods that log in come after it. */
  readonly ready: pulumi.Resource;
  /**
   * Ends the logins that were replaced. Called once, by whoever deploys the workloads that log in.
   *
   * @param after the workloads, which must have changed over
   */
  retireLogins(after: readonly pulumi.Resource[]): void;
}
