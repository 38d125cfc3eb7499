import * as pulumi from "@pulumi/pulumi";
import type { Repository } from "../objectstore/repository";
import { fromSeed } from "../shared/generated-seed";
import { type Files, type FilesMetadata, secretFiles } from "../workload/mounted-files";
import { encryptionKey } from "./encryption-key";
import { STORE_SECRETS } from "./names";
import { rcloneFiles } from "./rclone-configuration";
import type { SourcePodFiles } from "./source-pods";

/** What the sources of a namespace have in common. */
export interface SourceSecrets {
  /** Names of what their pods mount. */
  readonly secrets: Omit<SourcePodFiles, "configMap">;
  /** What their backups are encrypted for. Public. */
  readonly recipient: pulumi.Output<string>;
}

/**
 * The keys by which the bucket is written, those by which it is read, and what opens a backup: in each namespace another
 * identity, so that who reads Secrets in one opens nothing of the other's.
 *
 * @param prefix of the names, empty in the namespace that most sources are in
 */
export function sourceSecrets(
  metadata: Omit<FilesMetadata, "name">,
  prefix: string,
  repository: Pick<Repository, "access" | "readAccess">,
  opts: pulumi.CustomResourceOptions,
): SourceSecrets {
  // Whoever loses the seed has no backup any more: everything of these sources is encrypted for it.
  const key = fromSeed(`${prefix}${STORE_SECRETS.identity}`, encryptionKey, opts);
  const held = (name: string, files: pulumi.Output<Files>) =>
    secretFiles({ ...metadata, name: `${prefix}${name}` }, files, opts).name;
  return {
    secrets: {
      keeperSecret: held(STORE_SECRETS.keeper, repository.access.apply(rcloneFiles)),
      readerSecret: held(STORE_SECRETS.reader, repository.readAccess.apply(rcloneFiles)),
      identitySecret: held(
        STORE_SECRETS.identity,
        key.apply((known): Files => ({ identity: `${known.identity}\n` })),
      ),
    },
    recipient: pulumi.unsecret(key.apply(({ recipient }) => recipient)),
  };
}
