import { Client, type ClientConfig } from "pg";

import { MemberWriter } from "../member-writer";
import { runTask } from "../task";

/** Longer than an acknowledgement takes: one that waits for a standby in vain is none. */
const ANSWER_MS = 2_000;
/** What a replica says to who would write: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const READ_ONLY = "25006";

/** How one logs in, and what is run again and again. */
export interface MemberTask {
  readonly client: ClientConfig;
  readonly statement: string;
}

class StatementWriter extends MemberWriter<Client> {
  constructor(private readonly task: MemberTask) {
    super();
  }

  protected async connect(host: string): Promise<Client> {
    const limits = { connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS };
    const client = new Client({ ...this.task.client, host, ...limits });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      this.close(client);
      throw error;
    }
  }

  protected async write(client: Client): Promise<void> {
    await client.query(this.task.statement);
  }

  protected survives(error: unknown): boolean {
    return (error as { readonly code?: string }).code === READ_ONLY;
  }

  protected close(client: Client): void {
    // A server that is gone never answers a farewell.
    client.end().catch(() => undefined);
  }
}

runTask<MemberTask>((task) => new StatementWriter(task).start());
