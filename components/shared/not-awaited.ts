/**
 * Annotation by which Pulumi's provider creates or updates an object without waiting until it has settled: for what only comes
 * to life through something that is created after it, or that somebody else brings about.
 */
export const NOT_AWAITED: Readonly<Record<string, string>> = { "pulumi.com/skipAwait": "true" };
