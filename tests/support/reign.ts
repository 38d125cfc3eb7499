/** A time in which a member acknowledged one write after another, in milliseconds since the epoch. */
export interface Reign {
  readonly member: string;
  /** When its first write was acknowledged. */
  readonly firstAcknowledgedAt: number;
  /** When the last write was sent that was acknowledged. */
  lastSentAt: number;
}

/** Two members that took writes at once. */
export interface Overlap {
  readonly members: readonly [string, string];
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
   * Where two members were between their first and last acknowledged write at once: each took a write that was sent after the
   * other had acknowledged one. A member that took over from another that wrote no more is none.
   */
  get overlaps(): readonly Overlap[] {
    return this.all.flatMap((one, index) =>
      this.all.slice(index + 1).flatMap((other) => {
        const end = Math.min(one.lastSentAt, other.lastSentAt);
        const milliseconds = end - Math.max(one.firstAcknowledgedAt, other.firstAcknowledgedAt);
        if (one.member === other.member || milliseconds <= 0) return [];
        return [{ members: [one.member, other.member] as const, seconds: milliseconds / 1000 }];
      }),
    );
  }
}
