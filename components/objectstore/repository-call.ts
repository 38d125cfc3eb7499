import type { Call } from "../../stacks/workload";
import { OBJECT_STORE } from "./names";
import type { RepositorySettings } from "./repository-settings";

/** How pods reach a repository. */
export function repositoryCall({ s3 }: RepositorySettings): Call {
  const why = "ours: the repository of backups";
  return s3 ? { to: ["internet"], port: "https", why } : { to: [OBJECT_STORE], port: "s3", why };
}
