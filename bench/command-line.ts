import { operandsOf } from "../toolchain/operands";
import { UserError } from "../toolchain/user-error";

/** The benchmarks, in the order they run. */
export const BENCHMARK_NAMES = ["preview", "refresh", "growth", "failover", "pgbench", "sentinel", "backup"] as const;
/** One of {@link BENCHMARK_NAMES}. */
export type BenchmarkName = (typeof BENCHMARK_NAMES)[number];

/** Those whose pods run as processes, in a network of their own, with the images that each of them needs. */
export const IN_OWN_NETWORK: ReadonlyMap<BenchmarkName, readonly string[]> = new Map([
  ["failover", ["postgres-ha"]],
  ["pgbench", ["postgres-ha"]],
  ["sentinel", ["redis"]],
  ["backup", ["postgres-ha", "objectstore", "backup-tools"]],
]);

/** Shown for `--help`. */
export const HELP = `Usage: npm run bench [-- BENCHMARK…]

Measures, on a lab of its own that it removes again, and writes what it found to docs/benchmarks.md. All of it takes about
an hour and a half on two processors; let nothing else run meanwhile.

  preview   a preview of mainnet against a preview of the same objects as plain resources
  refresh   a comparison with the live objects against the same of plain resources and against kubectl diff, on loopback and
            with a round trip of 100 ms
  growth    a preview with 1, 2, 5 and 10 times the services
  failover  how long the database takes no writes when its primary changes, with the declared settings and with Patroni's
            own; as root, in a network of its own
  pgbench   transactions a second as commits wait for nobody or for a second member, against one plain server; as root, in a
            network of its own
  sentinel  how long redis takes no writes when its primary is lost, and which it loses, with the declared settings and with the
            time of Sentinel's example; as root, in a network of its own
  backup    how long backups of 2 GB of the database take, and bringing them back, against pg_basebackup, pg_dump and pg_restore;
            as root, in a network of its own, with 40 GB of room

Exit code: 0 measured, whether or not the goals were met; 1 could not be measured; 130 interrupted (the lab is removed).
`;

/**
 * Which benchmarks the words of a command line ask for, or that they ask for help. No name means all.
 * @throws UserError on an unknown name or option
 */
export function wantedBenchmarks(words: readonly string[]): readonly BenchmarkName[] | "help" {
  const operands = operandsOf(words);
  if (operands === "help") return "help";
  const unknown = operands.find((word) => !(BENCHMARK_NAMES as readonly string[]).includes(word));
  if (unknown !== undefined) {
    throw new UserError(`benchmark "${unknown}" is unknown: choose from ${BENCHMARK_NAMES.join(", ")}`);
  }
  return operands.length === 0 ? BENCHMARK_NAMES : BENCHMARK_NAMES.filter((name) => operands.includes(name));
}
