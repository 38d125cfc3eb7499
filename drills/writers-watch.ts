import { identityOf, isAlive, type ProcessIdentity } from "../lab/process-identity";
import { type Overlap, Reigns } from "../tests/support/reign";
import { until } from "../tests/support/until";
import type { Listener, ProgramInPod } from "./program-in-pod";

/** A member, and a process in the network of a pod that writes to it. */
export interface Watched {
  readonly member: string;
  readonly pid: number;
}

/** A program that writes to a member, as far as it is told of here. */
type Program = Pick<ProgramInPod, "tell" | "stop">;

/** What writes to a member. */
interface Writer {
  /** In whose network it is. */
  readonly pod: ProcessIdentity;
  readonly program: Program;
}

/**
 * Writes to every member itself, again and again, from a pod on its own node, so that no link that is cut hides one: at most one
 * may acknowledge at a time.
 */
export class WritersWatch {
  private readonly reigns = new Reigns();
  private readonly writers = new Map<string, Writer>();
  private readonly addresses = new Map<string, string>();
  private readonly acknowledgedAt = new Map<string, number>();
  private readonly triedAt = new Map<string, number>();
  private readonly replaced: Promise<void>[] = [];
  private readonly errors: string[] = [];

  /**
   * @param begin starts, in the network of a process, a program that writes to the member whose address it is told: prints when it
   *   sent and when it got the acknowledgement, or `refused`
   */
  constructor(private readonly begin: (pid: number, listener: Listener) => Program) {}

  /** Writes to a member from where the client's pod is from now on: a node that was lost took the one before along, with its network. */
  goOnFrom({ member, pid }: Watched): void {
    const before = this.writers.get(member);
    const pod = identityOf(pid);
    // It may have ended again.
    if (!pod || (before && isAlive(before.pod) && before.pod.pid === pid)) return;
    if (before) this.replaced.push(before.program.stop());
    const program = this.begin(pid, {
      onLine: (line) => this.saw(member, pod, line),
      onError: (line) => this.errors.push(`${member}: ${line}`),
    });
    this.writers.set(member, { pod, program });
    const address = this.addresses.get(member);
    if (address !== undefined) program.tell(address);
  }

  /** Those of the members that nobody can write to: no client's pod was found, or it has ended. */
  unwatched(members: readonly string[]): string[] {
    return members.filter((member) => {
      const writer = this.writers.get(member);
      return !writer || !isAlive(writer.pod);
    });
  }

  /** Where members acknowledged writes at once. */
  get overlaps(): readonly Overlap[] {
    return this.reigns.overlaps;
  }

  /** Waits until each of the members was tried once more, whatever came of it, from a pod that runs. */
  async tries(members: readonly string[]): Promise<void> {
    const since = Date.now();
    await until("the watch to try each member", () => {
      const untried = members.filter((member) => (this.triedAt.get(member) ?? 0) < since);
      return (
        untried.length === 0 ||
        `${untried.join(", ")} not yet; no client runs for ${this.unwatched(members).join(", ") || "none"}`
      );
    });
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
    this.writers.get(member)?.program.tell(address);
  }

  /** Ends it. @throws Error with what its programs said of themselves: they say nothing where they could watch */
  async stop(): Promise<void> {
    await Promise.all([...this.replaced, ...[...this.writers.values()].map(({ program }) => program.stop())]);
    if (this.errors.length > 0) throw new Error(`the members weren't watched: ${this.errors.join("; ")}`);
  }

  private saw(member: string, pod: ProcessIdentity, line: string): void {
    // Who was replaced says nothing of the member any more.
    if (this.writers.get(member)?.pod !== pod) return;
    // In the network of a pod that has ended all is refused, and nobody asked.
    if (isAlive(pod)) this.triedAt.set(member, Date.now());
    const [sentAt, at] = line.split(" ").map(Number);
    if (at === undefined) this.reigns.refused(member);
    else {
      this.acknowledgedAt.set(member, at);
      this.reigns.acknowledged(member, sentAt ?? NaN, at);
    }
  }
}
