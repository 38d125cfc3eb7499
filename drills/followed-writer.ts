import { AcknowledgedWriter } from "../tests/support/acknowledged-writer";
import type { Listener, ProgramInPod } from "./program-in-pod";

/** A writer in the network of a pod, as this process is told of it: a line for each acknowledged write, when and what. */
export class FollowedWriter extends AcknowledgedWriter<string> {
  /** @param begin starts the program that writes */
  constructor(private readonly begin: (listener: Listener) => ProgramInPod) {
    super();
  }

  protected async write(): Promise<void> {
    const program = this.begin({
      onLine: (line) => {
        const [at, written = ""] = line.split(" ");
        this.acknowledge(written, Number(at));
      },
      onError: (line) => this.failed(line),
    });
    this.ending.signal.addEventListener("abort", () => void program.stop());
    await program.ended;
    this.failed("the writer has ended");
  }
}
