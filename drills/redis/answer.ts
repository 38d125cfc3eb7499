import { type Access, accessOf, type DeclaredAccess } from "../../tests/redis/access";
import { keysMissingIn } from "../../tests/redis/clients";
import { obstacleToWellness } from "../../tests/redis/members";
import { runTask } from "../task";

/** What redis is asked: why not all is well while the Service leads to `primary`, or which keys a member doesn't have. */
export type Question =
  { readonly primary: string | undefined } | { readonly member: string; readonly keys: readonly string[] };

/** Answers one question after another, each by a line of JSON. */
class Answers {
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly access: Access) {}

  tell(line: string): void {
    this.last = this.last.then(() => this.answer(JSON.parse(line) as Question));
  }

  stop(): Promise<void> {
    return this.last;
  }

  private async answer(question: Question): Promise<void> {
    const found =
      "keys" in question
        ? await keysMissingIn(this.access, question.member, question.keys)
        : await obstacleToWellness(this.access, question.primary);
    process.stdout.write(`${JSON.stringify(found ?? null)}\n`);
  }
}

runTask<DeclaredAccess>((declared) => new Answers(accessOf(declared)));
