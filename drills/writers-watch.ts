import { type Overlap, Reigns } from "../tests/support/reign";
import { until } from "../tests/support/until";
import { ProgramInPod } from "./program-in-pod";

/** A member, and a process in the network of a pod that writes to it. */
export interface Watched {
  readonly member: string;
  readonly pid: number;
}

/**
 * Writes to every member itself, again and again, from a pod on its own node, so that no link that is cut hides one: at most one
 * may acknowledge at a time.
 */
export class WritersWatch {
  private readonly reigns = new Reigns();
  private readonly programs = new Map<string, ProgramInPod>();
  private readonly pids = new Map<string, number>();
  private readonly addresses = new Map<string, string>();
  private readonly acknowledgedAt = new Map<string, number>();
  private readonly errors: string[] = [];

  /**
   * @param script writes to the member whose address it is told: prints when it sent and when it got the acknowledgement, or
   *   `refused`
   * @param task its task
   */
  constructor(
    watched: readonly Watched[],
    private readonly script: string,
    private readonly task: object,
  ) {
    for (const one of watched) this.begin(one);
  }

  /** Goes on writing to a member from where the client's pod is now: a node that was lost took it along, with its network. */
  async goOnFrom(watched: Watched): Promise<void> {
    if (this.pids.get(watched.member) === watched.pid) return;
    await this.programs.get(watched.member)?.stop();
    this.begin(watched);
  }

  /** Where members acknowledged writes at once. */
  get overlaps(): readonly Overlap[] {
    return this.reigns.overlaps;
  }

  /** Waits until a member acknowledges: a watch that sees nothing finds nothing. */
  async sees(member: string): Promise<void> {
    const since = Date.now();
    await until(`the watch to see a write to ${member}`, () => {
      const at = this.acknowledgedAt.get(member) ?? 0;
      return at > since || this.errors.slice(-3).join("; ") || "it is refused";
    });
  }

  /** Says where a member is now. */
  moved(member: string, address: string): void {
    this.addresses.set(member, address);
    this.programs.get(member)?.tell(address);
  }

  /** Ends it. @throws Error with what its programs said of themselves: they say nothing where they could watch */
  async stop(): Promise<void> {
    await Promise.all([...this.programs.values()].map((program) => program.stop()));
    if (this.errors.length > 0) throw new Error(`the members weren't watched: ${this.errors.join("; ")}`);
  }

  private begin({ member, pid }: Watched): void {
    const program = new ProgramInPod(pid, this.script, this.task, {
      onLine: (line) => this.saw(member, line),
      onError: (line) => this.errors.push(`${member}: ${line}`),
    });
    this.programs.set(member, program);
    this.pids.set(member, pid);
    const address = this.addresses.get(member);
    if (address !== undefined) program.tell(address);
  }

  private saw(member: string, line: string): void {
    const [sentAt, at] = line.split(" ").map(Number);
    if (at === undefined) this.reigns.refused(member);
    else {
      this.acknowledgedAt.set(member, at);
      this.reigns.acknowledged(member, sentAt ?? NaN, at);
    }
  }
}
