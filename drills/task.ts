import { createInterface } from "node:readline";

import { runMain } from "../toolchain/user-error";

/** What a program in a pod's network is at. */
interface Doing {
  /** Is given each further line of input. */
  tell?(line: string): void;
  stop(): Promise<void>;
}

/** The main function of such a program: does the task that the first line of input holds until there is no more input. */
export function runTask<Task>(begin: (task: Task) => Doing): void {
  runMain(async () => {
    let doing: Doing | undefined;
    for await (const line of createInterface({ input: process.stdin })) {
      if (doing) doing.tell?.(line);
      else doing = begin(JSON.parse(line) as Task);
    }
    await doing?.stop();
  });
}
