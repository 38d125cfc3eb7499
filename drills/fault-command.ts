import { type ChildProcess, spawn } from "node:child_process";
import { dirname, resolve } from "node:path";

import type { RealLayout } from "../lab/nodes/real-layout";
import { until } from "../tests/support/until";

const CHECKOUT = resolve(__dirname, "..");

/** `npm run lab -- fault …` as somebody types it, in a process that can be interrupted and killed. */
export class FaultCommand {
  private output = "";
  private readonly ended: Promise<number | NodeJS.Signals | null>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    }
    this.ended = new Promise((done) => child.once("close", (code, signal) => done(signal ?? code)));
  }

  /** Starts it. */
  static start({ name, folder }: RealLayout, ...words: readonly string[]): FaultCommand {
    const command = ["toolchain/bootstrap.mjs", "lab/cli.ts", "fault", ...words, "--name", name];
    const env = { ...process.env, GX_LABS_DIR: dirname(folder) };
    return new FaultCommand(
      spawn(process.execPath, command, { cwd: CHECKOUT, env, stdio: ["ignore", "pipe", "pipe"] }),
    );
  }

  /** Waits until it says this. @throws Error where it ends before */
  async says(text: string): Promise<void> {
    await until(`it to say "${text}"`, () => {
      if (this.output.includes(text)) return true;
      if (this.child.exitCode !== null) throw new Error(`it ended with ${this.child.exitCode}: ${this.output}`);
      return this.output || "nothing";
    });
  }

  /** Sends it a signal, and waits until it has ended: with this exit code, or by this signal. */
  async endBy(signal: NodeJS.Signals, expected: number | NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.endWith(expected);
  }

  /** Waits until it has ended by itself. @throws Error where that is otherwise than expected */
  async endWith(expected: number | NodeJS.Signals): Promise<void> {
    const how = await this.ended;
    if (how !== expected) throw new Error(`it ended with ${how}, not with ${expected}: ${this.output}`);
  }
}
