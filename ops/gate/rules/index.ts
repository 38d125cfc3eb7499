import type { Finding } from "../finding";
import type { Preview } from "../preview";
import { givenBack } from "./given-back";
import { immutableFields } from "./immutable-fields";
import { protectedKinds } from "./protected-kinds";
import { quorumGroups } from "./quorum-groups";
import { renamed } from "./renamed";
import { selectors } from "./selectors";

/** Everything that every rule finds in a preview, the gravest first. */
export function findingsOf(preview: Preview): Finding[] {
  return [renamed, protectedKinds, givenBack, immutableFields, selectors, quorumGroups].flatMap((rule) =>
    rule(preview),
  );
}
