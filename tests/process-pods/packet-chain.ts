import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * A chain of iptables of our own, in the network namespace that this process runs in. Debian's package `iptables` must be
 * there.
 */
export class PacketChain {
  private rules: readonly string[] | undefined;
  private isStale = false;
  private writing: Promise<void> | undefined;

  /** @param hook the built-in chain of the table that leads to it */
  constructor(
    private readonly table: "nat" | "filter",
    private readonly hook: "INPUT" | "OUTPUT",
    private readonly name: string,
  ) {}

  /**
   * Puts rules, without their chain, in the place of all that were there, in one step. Settles once they, or newer ones, are in
   * force.
   * @throws Error with what iptables says
   */
  replace(rules: readonly string[]): Promise<void> {
    if (this.rules && rules.join("\n") === this.rules.join("\n")) return this.writing ?? Promise.resolve();
    this.rules = rules;
    this.isStale = true;
    this.writing ??= this.writeUntilFresh();
    return this.writing;
  }

  /** Removes the chain, where there ever was one. */
  async remove(): Promise<void> {
    if (!this.rules) return;
    await this.replace([]);
    this.rules = undefined;
    await this.iptables("--delete", this.hook, "--jump", this.name);
    await this.iptables("--delete-chain", this.name);
  }

  private async writeUntilFresh(): Promise<void> {
    try {
      while (this.isStale) {
        this.isStale = false;
        await this.write(this.rules ?? []);
      }
    } finally {
      this.writing = undefined;
    }
  }

  private async write(rules: readonly string[]): Promise<void> {
    const lines = [`*${this.table}`, `:${this.name} - [0:0]`, ...rules.map((rule) => `--append ${this.name} ${rule}`)];
    const restoring = run("iptables-restore", ["--wait", "--noflush"]);
    restoring.child.stdin?.end([...lines, "COMMIT", ""].join("\n"));
    await restoring;
    const jump = [this.hook, "--jump", this.name];
    await this.iptables("--check", ...jump).catch(() => this.iptables("--append", ...jump));
  }

  private async iptables(...args: readonly string[]): Promise<void> {
    await run("iptables", ["--wait", "--table", this.table, ...args]);
  }
}
