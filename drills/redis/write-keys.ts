import { type DeclaredAccess, accessOf } from "../../tests/redis/access";
import { byService } from "../../tests/redis/clients";
import { KeyWriter } from "../../tests/redis/key-writer";
import { runTask } from "../task";

/** Where redis is, and what its keys begin with. */
export interface KeysTask {
  readonly access: DeclaredAccess;
  readonly prefix: string;
}

/** Says on standard output when which key was acknowledged, and keeps nothing. */
class TellingKeyWriter extends KeyWriter {
  protected override acknowledge(key: string): void {
    process.stdout.write(`${Date.now()} ${key}\n`);
  }

  protected override failed(error: unknown): void {
    process.stderr.write(`${String(error)}\n`);
  }
}

runTask<KeysTask>(({ access, prefix }) => {
  const reached = accessOf(access);
  return new TellingKeyWriter(prefix, () => byService(reached), true).start();
});
