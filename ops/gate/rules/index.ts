import type { Finding } from "../finding";
import type { Preview } from "../preview";
import { type BackupStanding, freshBackups } from "./fresh-backups";
import { givenBack } from "./given-back";
import { immutableFields } from "./immutable-fields";
import { protectedKinds } from "./protected-kinds";
import { quorumGroups } from "./quorum-groups";
import { renamed } from "./renamed";
import { selectors } from "./selectors";

/**
 * Everything that every rule finds in a preview, the gravest first.
 * @param backups how it stands with backups; undefined where the cluster wasn't asked: then nothing is found about them
 */
export function findingsOf(preview: Preview, backups: readonly BackupStanding[] | undefined): Finding[] {
  return [
    ...[renamed, protectedKinds, givenBack, immutableFields, selectors, quorumGroups].flatMap((rule) => rule(preview)),
    ...(backups ? freshBackups(preview, backups) : []),
  ];
}
