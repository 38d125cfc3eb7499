/** A kind of object that may stand in a namespace, as the API server's discovery names it. */
export interface ApiKind {
  /** The group, empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** The path below which a namespace's objects are, and their name in it: `/apis/apps/v1`, `deployments`. */
  readonly root: string;
  readonly plural: string;
}

/** What is read of an aggregated discovery (`apidiscovery.k8s.io/v2`, stable since Kubernetes 1.30). */
export interface Discovery {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly scope: string;
        readonly verbs: readonly string[];
        readonly responseKind?: { readonly kind?: string };
      }[];
    }[];
  }[];
}

/** What whatever runs in a namespace writes about itself all the time, and what has no effect on anything else. */
const SELF_REPORTS: ReadonlySet<string> = new Set(["events", "leases"]);

/**
 * All kinds whose objects somebody could add to a namespace, custom ones among them: each once, in the version that the server
 * prefers. Without what can't be created, such as a pod's metrics.
 */
export function kindsIn(...answers: readonly Discovery[]): readonly ApiKind[] {
  const found = new Map<string, ApiKind>();
  for (const { metadata, versions = [] } of answers.flatMap(({ items = [] }) => items)) {
    const group = metadata?.name ?? "";
    for (const { version, resources = [] } of versions) {
      const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
      for (const { resource: plural, scope, verbs, responseKind } of resources) {
        const canBeAdded = scope === "Namespaced" && verbs.includes("list") && verbs.includes("create");
        const id = `${group}/${plural}`;
        if (!canBeAdded || SELF_REPORTS.has(plural) || found.has(id)) continue;
        found.set(id, { group, kind: responseKind?.kind ?? plural, root, plural });
      }
    }
  }
  return [...found.values()];
}
