import { ADMIN_ROLE, DATABASE } from "../components/postgres/names";
import type { DatabaseUnderTest } from "../tests/postgres/database-under-test";
import type { Progress } from "../toolchain/progress";

/** Rows of one statement: it is done within a fraction of the minute that it may take. */
const ROWS_A_STATEMENT = 200_000;
const ACCOUNTS = 100_003;

/** Of what a ledger's projection holds: random hashes, accounts that come again, numbers, times and words. */
const TABLE = `
  SET ROLE ${ADMIN_ROLE};
  CREATE TABLE transfers (
    id bigint PRIMARY KEY,
    hash bytea NOT NULL,
    sender uuid NOT NULL,
    recipient uuid NOT NULL,
    amount numeric(20, 2) NOT NULL,
    made_at timestamptz NOT NULL,
    memo text NOT NULL
  );
  CREATE INDEX transfers_sender ON transfers (sender, made_at);`;

const account = (number: string) => `md5((${number} % ${ACCOUNTS})::text)::uuid`;

/** Adds as many rows as a statement may, whose contents their numbers decide. @param first number among them */
export function moreTransfers(first: number): string {
  return `
  SET ROLE ${ADMIN_ROLE};
  INSERT INTO transfers
  SELECT n, sha256(n::text::bytea), ${account("n * 7919")}, ${account("n * 104729 + 17")}, (n * 15485863 % 10000019) / 100.0,
    timestamptz '2026-01-01 00:00:00+00' + n * interval '3.7 seconds',
    (ARRAY['rent', 'salary', 'groceries', 'loan repayment', 'market stall', 'school fees', 'gift'])[1 + n % 7] || ', reference ' || n
  FROM generate_series(${first}::bigint, ${first + ROWS_A_STATEMENT - 1}) n;`;
}

/**
 * Fills mainnet's database until all of a server's databases together have a size, as rows that came over time: pages are
 * vacuumed, and nothing is left to be written.
 * @returns their size in bytes
 */
export async function fillLedger(
  database: DatabaseUnderTest,
  sizeBytes: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<number> {
  const leader = database.leader!;
  return progress.step(`Fill the database with ${sizeBytes / 1e9} GB of rows`, async (detail) => {
    await database.sql(leader, TABLE, DATABASE);
    for (let first = 1; ; first += ROWS_A_STATEMENT) {
      signal.throwIfAborted();
      const filledBytes = await databaseBytes(database, leader);
      detail(`${Math.round(filledBytes / 1e6)} MB`);
      if (filledBytes >= sizeBytes) break;
      await database.sql(leader, moreTransfers(first), DATABASE);
      await database.sql(leader, "VACUUM transfers", DATABASE);
    }
    await database.sql(leader, "ANALYZE transfers", DATABASE);
    return databaseBytes(database, leader);
  });
}

async function databaseBytes(database: DatabaseUnderTest, leader: string): Promise<number> {
  return Number(await database.sql(leader, "SELECT sum(pg_database_size(oid)) FROM pg_database"));
}
