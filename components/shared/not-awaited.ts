/**
 * Annotation by which Pulumi's provider creates or updates an object without waiting until it has settled: for what only comes
 * to life through something that is created after it, or that somebody else brings about.
 *
 * A Service stands before its pods do. The provider gives each ten seconds to find some, and meanwhile holds one of the few places that
 * the engine works in at once: on two processors eight Services hold up everything else.
 */
export const NOT_AWAITED: Readonly<Record<string, string>> = { "pulumi.com/skipAwait": "true" };
