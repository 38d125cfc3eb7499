/** What `npm test` runs: README.md says what each tier shows. `static` is compiler, linter and formatter; the rest are jest projects. */
export const GATE_TIERS = ["static", "unit", "component", "policy", "golden", "fuzz", "control-plane"] as const;

/** What `npm run test:all` runs besides: many runs of the engine, and labs that are killed and started again. */
export const FURTHER_TIERS = ["toolchain", "lifecycle"] as const;

/** What `npm run test:pods` runs: the real programs of our images in the declared pods, each tier for many minutes. */
export const POD_TIERS = ["objectstore", "postgres", "redis", "backup"] as const;

/** Every tier, in the order in which they are listed. */
export const TIERS = [...GATE_TIERS, ...FURTHER_TIERS, ...POD_TIERS] as const;

/** A set of tests that are run and counted together. */
export type Tier = (typeof TIERS)[number];

/** Tiers that start real processes, with how many of their files run at once: each keeps about one core busy. */
export const TIERS_WITH_PROCESSES: ReadonlyMap<Tier, number> = new Map([
  ...(["control-plane", "toolchain", ...POD_TIERS] as const).map((tier) => [tier, 1] as const),
  ["lifecycle", 2],
]);

/**
 * Tiers run in a network namespace of their own, because pods run as processes in them, each with its address on `lo`; with
 * the images that each of them needs.
 */
export const TIERS_IN_OWN_NETWORK: ReadonlyMap<Tier, readonly string[]> = new Map([
  ["objectstore", ["objectstore"]],
  ["postgres", ["postgres-ha", "objectstore"]],
  ["redis", ["redis"]],
  ["backup", ["postgres-ha", "redis", "objectstore", "backup-tools", "etcd-tools"]],
]);

/** Whether `name` is a tier's. */
export function isTier(name: string): name is Tier {
  return (TIERS as readonly string[]).includes(name);
}
