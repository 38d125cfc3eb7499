import * as pulumi from "@pulumi/pulumi";
import type { SystemContext } from "../../stacks/system";
import type { ForeignStore, RepositorySettings } from "./repository-settings";
import { objectstore } from "./system";

/** HTTPS: the one port of the internet that pods may call. */
const HTTPS_PORT = 443;

/** How a repository is used, its secrets known. A secret. */
export interface RepositoryAccess {
  readonly bucket: string;
  readonly host: string;
  readonly port: number;
  readonly region: string;
  readonly uriStyle: "path" | "host";
  /** Certificate of the authority to trust, PEM; without it, those that the image trusts. */
  readonly authority?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where backups are kept. */
export interface Repository {
  /** Holds a secret. */
  readonly access: pulumi.Output<RepositoryAccess>;
  /** Its address, for people. */
  readonly address: string;
  /** What a first backup must come after. */
  readonly ready: readonly pulumi.Resource[];
}

/** How a bucket of somebody else's S3 is used. Holds a secret. */
export function foreignAccess(bucket: string, { endpoint: host, ...others }: ForeignStore): RepositoryAccess {
  return { bucket, host, port: HTTPS_PORT, ...others };
}

/** The repository that settings name. */
export function repositoryOf({ bucket, s3 }: RepositorySettings, context: SystemContext): Repository {
  if (s3) {
    return {
      access: pulumi.secret(foreignAccess(bucket, s3)),
      address: `${bucket} at ${s3.endpoint}`,
      ready: [],
    };
  }
  const { host, port, region, authority, account, ready } = context.handedBy(objectstore);
  const { accessKeyId, secretAccessKey } = account(bucket);
  return {
    access: pulumi.secret(
      pulumi.output({ bucket, host, port, region, uriStyle: "path" as const, authority, accessKeyId, secretAccessKey }),
    ),
    address: `${bucket} at ${host}`,
    ready: [ready],
  };
}
