import * as pulumi from "@pulumi/pulumi";
import type { SystemContext } from "../../../stacks/system";
import { objectstore } from "../../objectstore/system";
import type { KnownRepository } from "./pgbackrest-configuration";
import type { RepositorySettings } from "./settings";

/** HTTPS: the one port of the internet that pods may call. */
const HTTPS_PORT = 443;

/** Where backups are kept. */
export interface Repository {
  /** Everything that pgBackRest must know of it but the passphrase. Holds a secret. */
  readonly access: pulumi.Output<Omit<KnownRepository, "passphrase">>;
  /** Its address, for people. */
  readonly address: string;
  /** What a first backup must come after. */
  readonly ready: readonly pulumi.Resource[];
}

/** The repository that settings name. */
export function repositoryOf({ bucket, s3 }: RepositorySettings, context: SystemContext): Repository {
  if (s3) {
    const { endpoint: host, ...others } = s3;
    return {
      access: pulumi.secret({ bucket, host, port: HTTPS_PORT, ...others }),
      address: `${bucket} at ${host}`,
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
