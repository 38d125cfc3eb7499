/** A time in which a member acknowledged one write after another, in milliseconds since the epoch. */
export interface Reign {
  readonly member: string;
  /** When its first write was acknowledged. */
  readonly firstAcknowledgedAt: number;
  /** When the last write was sent that was acknowledged: before the first acknowledgement where there was one write alone. */
  lastSentAt: number;
}

/** Two members that took writes at once. */
export interface Overlap {
  readonly members: readonly [string, string];
  /** For how long both were seen to: 0 where one took a single write between two of the other's. */
  readonly seconds: number;
}

/** Notes which member acknowledged writes when. */
export class Reigns {
  private readonly all: Reign[] = [];
  private readonly current = new Map<string, Reign>();

  /** A write that was sent at a time was acknowledged at another. */
  acknowledged(member: string, sentAt: number, at: number): void {
    const reign = this.current.get(member);
    if (reign) {
      reign.lastSentAt = sentAt;
      return;
    }
    const begun = { member, firstAcknowledgedAt: at, lastSentAt: sentAt };
    this.current.set(member, begun);
    this.all.push(begun);
  }

  /** A write was refused or not answered. */
  refused(member: string): void {
    this.current.delete(member);
  }

  /**
   * Where each of two members took a write that was sent after the other had acknowledged one. A member that took over from another
   * that wrote no more is none.
   */
  get overlaps(): readonly Overlap[] {
    return this.all.flatMap((one, index) =>
      this.all
        .slice(index + 1)
        .filter((other) => one.member !== other.member && follows(one, other) && follows(other, one))
        .map((other) => ({ members: [one.member, other.member] as const, seconds: secondsOfBoth(one, other) })),
    );
  }
}

/** Whether a write of the second was sent, and later acknowledged, after the first one had acknowledged one. */
function follows(first: Reign, second: Reign): boolean {
  return first.firstAcknowledgedAt < second.lastSentAt;
}

function secondsOfBoth(one: Reign, other: Reign): number {
  const begin = Math.max(one.firstAcknowledgedAt, other.firstAcknowledgedAt);
  const end = Math.min(one.lastSentAt, other.lastSentAt);
  return Math.max(0, end - begin) / 1000;
}
