/** Ports of one protocol, both ends included. */
export interface PortRange {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
}

const LAST_PORT = 65_535;

/** Every port of a protocol. */
export function everyPortOf(protocol: string): PortRange {
  return { protocol, first: 0, last: LAST_PORT };
}

/** What a rule without ports lets through. */
export const EVERY_PORT: readonly PortRange[] = ["TCP", "UDP", "SCTP"].map(everyPortOf);

/** The ports that stand in both. */
export function inBoth(some: readonly PortRange[], others: readonly PortRange[]): readonly PortRange[] {
  const common = some.flatMap(({ protocol, first, last }) =>
    others
      .filter((other) => other.protocol === protocol)
      .map((other) => ({ protocol, first: Math.max(first, other.first), last: Math.min(last, other.last) }))
      .filter((range) => range.first <= range.last),
  );
  return together(common);
}

/** The ports of the first that don't stand in the second. */
export function without(some: readonly PortRange[], others: readonly PortRange[]): readonly PortRange[] {
  return others.reduce(
    (left, { protocol, first, last }) =>
      left.flatMap((range) => {
        if (range.protocol !== protocol || range.last < first || range.first > last) return [range];
        const before = { ...range, last: first - 1 };
        const after = { ...range, first: last + 1 };
        return [before, after].filter((part) => part.first <= part.last);
      }),
    some,
  );
}

/** The same ports in as few ranges as there can be, in order. */
export function together(ranges: readonly PortRange[]): readonly PortRange[] {
  const sorted = [...ranges].sort((a, b) => a.protocol.localeCompare(b.protocol) || a.first - b.first);
  return sorted.reduce<PortRange[]>((merged, range) => {
    const before = merged.at(-1);
    if (!before || before.protocol !== range.protocol || before.last + 1 < range.first) return [...merged, range];
    return [...merged.slice(0, -1), { ...before, last: Math.max(before.last, range.last) }];
  }, []);
}

/** Such as `TCP 5432, UDP 53` or `every port`. */
export function portsInWords(ranges: readonly PortRange[]): string {
  if (without(EVERY_PORT, ranges).length === 0) return "every port";
  return together(ranges)
    .map(({ protocol, first, last }) => {
      if (first === 0 && last === LAST_PORT) return `every ${protocol} port`;
      return first === last ? `${protocol} ${first}` : `${protocol} ${first} to ${last}`;
    })
    .join(", ");
}
