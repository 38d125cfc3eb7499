import * as pulumi from "@pulumi/pulumi";
import type { SystemContext } from "../../stacks/system";
import type { BucketAccount } from "./object-store-access";
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
  /** For who only reads it: of somebody else's S3 the same, whose keys may do what they may. Holds a secret. */
  readonly readAccess: pulumi.Output<RepositoryAccess>;
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
    const access = pulumi.secret(foreignAccess(bucket, s3));
    return {
      access,
      readAccess: access,
      address: `${bucket} at ${s3.endpoint}`,
      ready: [],
    };
  }
  const { host, port, region, authority, account, reader, ready } = context.handedBy(objectstore);
  const accessOf = (keys: BucketAccount) =>
    pulumi.secret(pulumi.output({ bucket, host, port, region, uriStyle: "path" as const, authority, ...keys }));
  return {
    access: accessOf(account(bucket)),
    readAccess: accessOf(reader(bucket)),
    address: `${bucket} at ${host}`,
    ready: [ready],
  };
}
