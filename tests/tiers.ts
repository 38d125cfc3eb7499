/** What `npm test` runs: README.md says what each tier shows. `static` is compiler, linter and formatter; the rest are jest projects. */
export const GATE_TIERS = ["static", "unit", "component", "policy", "golden", "fuzz", "control-plane"] as const;

/** What `npm run test:all` runs besides: minutes of real processes that are started, killed and started again. */
export const FURTHER_TIERS = ["toolchain", "lifecycle", "objectstore", "postgres", "redis", "backup"] as const;

export const ALL_TIERS = [...GATE_TIERS, ...FURTHER_TIERS] as const;

/** A set of tests that are run and counted together. */
export type Tier = (typeof ALL_TIERS)[number];

/** Tiers that start real processes: their files run one after another. */
export const TIERS_WITH_PROCESSES: readonly Tier[] = ["control-plane", ...FURTHER_TIERS];

/**
 * Tiers run in a network namespace of their own, because pods run as processes in them, each with its address on `lo`; with
 * the images that each of them needs.
 */
export const TIERS_IN_OWN_NETWORK: ReadonlyMap<Tier, readonly string[]> = new Map([
  ["objectstore", ["objectstore"]],
  ["postgres", ["postgres-ha", "objectstore"]],
  ["redis", ["redis"]],
  ["backup", ["postgres-ha", "redis", "objectstore", "backup-tools"]],
]);

/** Whether `name` is a tier's. */
export function isTier(name: string): name is Tier {
  return (ALL_TIERS as readonly string[]).includes(name);
}
