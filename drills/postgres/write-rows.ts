import type { ClientConfig } from "pg";

import { RowWriter } from "../../tests/postgres/row-writer";
import { runTask } from "../task";

/** What is written where. */
export interface RowsTask {
  readonly table: string;
  readonly client: ClientConfig;
}

/** Says on standard output when which row was acknowledged, and keeps nothing. */
class TellingRowWriter extends RowWriter {
  protected override acknowledge(row: number): void {
    process.stdout.write(`${Date.now()} ${row}\n`);
  }

  protected override failed(error: unknown): void {
    process.stderr.write(`${String(error)}\n`);
  }
}

runTask<RowsTask>(({ table, client }) => new TellingRowWriter(table, () => client).start());
