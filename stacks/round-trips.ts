import type { ServerName } from "./inventory";

/** Round trip between two servers. */
export interface RoundTrip {
  readonly between: readonly [ServerName, ServerName];
  readonly milliseconds: number;
}

/**
 * Round trips between the cluster's servers. None has been measured: these are estimates from the great-circle distance
 * (light in fibre makes 200 km in a millisecond, routes are half as long again), and VPS-4 is assumed to stand in
 * south-east Asia. Replace them by what `ping` shows.
 */
export const ESTIMATED_ROUND_TRIPS: readonly RoundTrip[] = [
  { between: ["VPS-1", "VPS-2"], milliseconds: 220 },
  { between: ["VPS-1", "VPS-3"], milliseconds: 150 },
  { between: ["VPS-2", "VPS-3"], milliseconds: 135 },
  { between: ["VPS-1", "VPS-4"], milliseconds: 40 },
  { between: ["VPS-2", "VPS-4"], milliseconds: 220 },
  { between: ["VPS-3", "VPS-4"], milliseconds: 160 },
];

/** etcd's own default, which K3s keeps. */
const DEFAULT_HEARTBEAT_MS = 100;
/** etcd's tuning guide: an election timeout of at least ten round trips. */
const ELECTION_ROUND_TRIPS = 10;

/** The timers that etcd needs on these round trips, per etcd's tuning guide: a heartbeat of about the longest round trip. */
export function etcdTimers(roundTrips: readonly RoundTrip[]): { heartbeatMs: number; electionMs: number } {
  const longestMs = Math.max(0, ...roundTrips.map((trip) => trip.milliseconds));
  return {
    heartbeatMs: Math.max(DEFAULT_HEARTBEAT_MS, longestMs),
    electionMs: Math.max(DEFAULT_HEARTBEAT_MS, longestMs) * ELECTION_ROUND_TRIPS,
  };
}

/** What is unwise about etcd's default timers on these round trips; empty when they fit. */
export function roundTripAdvice(roundTrips: readonly RoundTrip[]): readonly string[] {
  const { heartbeatMs, electionMs } = etcdTimers(roundTrips);
  if (heartbeatMs <= DEFAULT_HEARTBEAT_MS) return [];
  return [
    `round trips of up to ${heartbeatMs} ms: etcd's default heartbeat of ${DEFAULT_HEARTBEAT_MS} ms is too short; start K3s with ` +
      `--etcd-arg=heartbeat-interval=${heartbeatMs} --etcd-arg=election-timeout=${electionMs}, or put the servers closer together`,
  ];
}
