import { declaredObjectsOf } from "../support/declared-objects";
import { committedSettings } from "../support/stack-file";

/** Settings of the database and of its logins, instead of mainnet's own. */
export interface DatabaseSettings {
  readonly postgres?: Readonly<Record<string, unknown>>;
  readonly logins?: Readonly<Record<string, { readonly generation: number }>>;
}

/** The objects of mainnet's database, as the program declares them. */
export function declaredObjects({ postgres = {}, logins = {} }: DatabaseSettings): Promise<readonly object[]> {
  const committed = committedSettings("mainnet") as { postgres: object };
  return declaredObjectsOf(["postgres"], { postgres: { ...committed.postgres, ...postgres }, logins });
}
