import { type DeclaredAccess, accessOf } from "../../tests/redis/access";
import { Connection, type Target } from "../../tests/redis/connection";
import { MemberWriter } from "../member-writer";
import { runTask } from "../task";

/** How long a write waits for a replica. */
const WAIT_MS = 500;

/** Writes a key, which counts once a replica has it too: what a primary that is cut off takes alone, its return loses. */
class ReplicatedWriter extends MemberWriter<Connection> {
  constructor(private readonly login: Omit<Target, "host">) {
    super();
  }

  protected connect(host: string): Promise<Connection> {
    return Connection.open({ ...this.login, host });
  }

  protected async write(connection: Connection): Promise<void> {
    await connection.call("SET", "watched", "x");
    if ((await connection.call("WAIT", "1", String(WAIT_MS))) === 0) throw new Error("no replica has it");
  }

  protected survives(): boolean {
    return false;
  }

  protected close(connection: Connection): void {
    connection.close();
  }
}

runTask<DeclaredAccess>((declared) => {
  const { primary } = accessOf(declared);
  return new ReplicatedWriter(primary).start();
});
