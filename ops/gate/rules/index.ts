import type { Finding } from "../finding";
import type { Preview } from "../preview";
import { immutableFields } from "./immutable-fields";
import { protectedKinds } from "./protected-kinds";
import { quorumGroups } from "./quorum-groups";
import { selectors } from "./selectors";

/** Everything that every rule finds in a preview, the gravest first. */
export function findingsOf(preview: Preview): Finding[] {
  return [protectedKinds, immutableFields, selectors, quorumGroups].flatMap((rule) => rule(preview));
}
