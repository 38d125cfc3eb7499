import type * as pulumi from "@pulumi/pulumi";
import type { MountedFiles } from "../workload/mounted-files";
import type { PodSecret } from "../workload/pod-secret";

/** What redis gives to those who use it. */
export interface RedisAccess {
  /** Host that leads to the primary, for clients that don't ask Sentinel. */
  readonly host: string;
  readonly port: number;
  /** `host:port` of each Sentinel; none where there is one member. */
  readonly sentinels: readonly string[];
  /** What to ask Sentinels for. */
  readonly group: string;
  /** The Secret of the password, as an environment variable. */
  readonly password: PodSecret;
  /** ConfigMap with the certificate of the authority to trust, under `ca.crt`. */
  readonly authority: MountedFiles;
  /** What stands when members serve: pods that use redis come after it. */
  readonly ready: pulumi.Resource;
}
