import type { DatabaseUnderTest } from "../tests/postgres/database-under-test";

/** What one run of pgbench found. */
export interface Throughput {
  readonly transactionsPerSecond: number;
  /** Of a transaction, on average. */
  readonly latencyMs: number;
}

/** The database that pgbench works on, in each server. */
const DATABASE = "bench";
/** Hundreds of thousands of accounts. */
const SCALE = 5;
const SERVER = "postgres";
const SOCKET = ["--host=/run/postgresql", "--username=postgres"] as const;

/** Makes the database with its tables in a server, and has it written to disk. */
export async function preparePgbench(database: DatabaseUnderTest, pod: string): Promise<void> {
  await database.sql(pod, `CREATE DATABASE ${DATABASE}`);
  await pgbench(database, pod, ["--initialize", "--quiet", `--scale=${SCALE}`]);
  await database.sql(pod, "CHECKPOINT");
}

/**
 * Has clients beside the server write for some seconds: each transaction changes a row that hardly another one changes.
 * @throws Error where a transaction failed
 */
export async function runPgbench(
  database: DatabaseUnderTest,
  pod: string,
  clients: number,
  seconds: number,
): Promise<Throughput> {
  const options = ["--no-vacuum", "--builtin=simple-update", `--client=${clients}`, `--time=${seconds}`];
  return parsePgbench(await pgbench(database, pod, options));
}

/** Reads what pgbench 15 prints at its end. @throws Error where a figure is missing, or a transaction failed */
export function parsePgbench(output: string): Throughput {
  const figure = (pattern: RegExp) => {
    const found = pattern.exec(output)?.[1];
    if (found === undefined) throw new Error(`pgbench printed nothing like ${String(pattern)}:\n${output}`);
    return Number(found);
  };
  const failed = figure(/^number of failed transactions: (\d+)/m);
  if (failed > 0) throw new Error(`${failed} transactions of pgbench failed:\n${output}`);
  return {
    transactionsPerSecond: figure(/^tps = ([\d.]+)/m),
    latencyMs: figure(/^latency average = ([\d.]+) ms$/m),
  };
}

async function pgbench(database: DatabaseUnderTest, pod: string, options: readonly string[]): Promise<string> {
  const command = ["pgbench", ...options, ...SOCKET, DATABASE];
  const { exitCode, stdout, stderr } = await database.pods.exec(pod, SERVER, command, 120);
  if (exitCode !== 0) throw new Error(`${pod}: ${command.join(" ")} ended with exit code ${exitCode}: ${stderr}`);
  return stdout;
}
