import { type DeclaredObject, declaredObjectsOf } from "../support/declared-objects";
import { committedSettings } from "../support/stack-file";

/** Settings of the database, of its logins and of the object store, instead of mainnet's own. */
export interface DatabaseSettings {
  readonly postgres?: Readonly<Record<string, unknown>>;
  readonly logins?: Readonly<Record<string, { readonly generation: number }>>;
  readonly objectstore?: Readonly<Record<string, unknown>>;
}

/**
 * The objects of mainnet's database, as the program declares them.
 * @param isBackedUp whether it has mainnet's backups, and comes with the object store that they are kept in
 */
export function declaredObjects(
  { postgres = {}, logins = {}, objectstore = {} }: DatabaseSettings,
  isBackedUp = false,
): Promise<readonly DeclaredObject[]> {
  const committed = committedSettings("mainnet") as { readonly postgres: object; readonly objectstore: object };
  const { backup, ...unbacked } = committed.postgres as { readonly backup?: unknown };
  return declaredObjectsOf(isBackedUp ? ["objectstore", "postgres"] : ["postgres"], {
    postgres: { ...unbacked, ...(isBackedUp && { backup }), ...postgres },
    logins,
    objectstore: { ...committed.objectstore, ...objectstore },
  });
}
