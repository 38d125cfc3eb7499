import { type ConfigProblem, SECRET_VALUE, suggestion } from "../../stacks/config-error";
import type { RepositorySettings } from "./repository-settings";
import type { ObjectStoreSettings } from "./settings";

/** What a repository is judged with, besides its own settings. */
export interface RepositorySurroundings {
  /** The environment's own object store, where it has one. */
  readonly objectStore: ObjectStoreSettings | undefined;
  /** Whether a secret stands somewhere in the section. */
  readonly isSecret: boolean;
}

/**
 * What contradicts in the settings of a repository: a bucket that there isn't, or a key in the open.
 *
 * @param field where it stands, such as `gx:postgres.backup.repository`
 */
export function repositoryProblems(
  field: string,
  repository: RepositorySettings,
  { objectStore, isSecret }: RepositorySurroundings,
): readonly ConfigProblem[] {
  return repository.s3 ? secretProblems(field, isSecret) : bucketProblems(field, repository, objectStore);
}

function bucketProblems(
  field: string,
  { bucket }: RepositorySettings,
  objectStore: ObjectStoreSettings | undefined,
): readonly ConfigProblem[] {
  const problem = (remedy: string) => [{ field: `${field}.bucket`, value: bucket, remedy }];
  if (!objectStore) {
    return problem("must be a bucket of gx:objectstore, which is missing: add that, or name somebody else's under s3");
  }
  const names = Object.keys(objectStore.buckets);
  if (names.includes(bucket)) return [];
  const known = names.length > 0 ? suggestion(bucket, names) : "it has none";
  return problem(`must be one of gx:objectstore.buckets, or under s3 somebody else's; ${known}`);
}

function secretProblems(repository: string, isSecret: boolean): readonly ConfigProblem[] {
  if (isSecret) return [];
  const field = `${repository}.s3.secretAccessKey`;
  const remedy = `stands in the open in the stack file: set it by pulumi config set --secret --path '${field}'`;
  return [{ field, value: SECRET_VALUE, remedy }];
}
