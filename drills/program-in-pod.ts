import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const CHECKOUT = resolve(__dirname, "..");

/** What becomes of what a program prints, line by line. */
export interface Listener {
  onLine(line: string): void;
  onError(line: string): void;
}

/**
 * A program of this checkout that runs in the network of a pod and otherwise on this machine, so that no fault of a node stops it.
 * It is told what to do on its standard input, line by line, and ends with it.
 */
export class ProgramInPod {
  private readonly child: ChildProcessWithoutNullStreams;
  /** Once it has ended, by itself or not. */
  readonly ended: Promise<void>;

  /**
   * @param pid a process in the pod's network
   * @param script a path in this checkout
   * @param task its first line of input
   */
  constructor(pid: number, script: string, task: object, { onLine, onError }: Listener) {
    const command = [`--target=${pid}`, "--net", "--", process.execPath, "toolchain/bootstrap.mjs", script];
    this.child = spawn("nsenter", command, { cwd: CHECKOUT, stdio: "pipe" });
    createInterface({ input: this.child.stdout }).on("line", onLine);
    createInterface({ input: this.child.stderr }).on("line", onError);
    // It may have ended by itself.
    this.child.stdin.on("error", () => undefined);
    this.ended = new Promise((done) => {
      this.child.once("error", (error) => onError(String(error)));
      this.child.once("close", () => done());
    });
    this.tell(JSON.stringify(task));
  }

  /** Gives it one more line. */
  tell(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Has it end, and waits until it has. */
  async stop(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
  }
}
