import { silentStandbySeconds } from "./failover-time-budget";
import type { TimeRule } from "./failover-time-rule";

/** A server restarts, or is given back, within this time. */
const MAINTENANCE_SECONDS = 600;

/** Times of replication and of the database's clients. */
export const CONNECTION_RULES: readonly TimeRule[] = [
  {
    field: "walSenderTimeoutSeconds",
    compares: ["two reports of a standby", "the primary's wait for a silent standby"],
    values: (budget) => [2 * budget.walReceiverStatusIntervalSeconds, budget.walSenderTimeoutSeconds],
    otherwise: "one lost report cuts a healthy standby off",
    remedy: "raise it",
  },
  {
    field: "walSenderTimeoutSeconds",
    compares: ["the wait for a silent synchronous standby, until another is named", "the lease"],
    values: (budget) => [silentStandbySeconds(budget), budget.ttlSeconds],
    otherwise: "a silent standby keeps writes waiting for longer than a lost primary",
    remedy: "lower it or loopWaitSeconds, or raise ttlSeconds",
  },
  {
    field: "walReceiverTimeoutSeconds",
    compares: ["a standby's wait for a silent primary", "the lease"],
    values: ({ walReceiverTimeoutSeconds, ttlSeconds }) => [walReceiverTimeoutSeconds, ttlSeconds],
    otherwise: "a standby still waits for the old primary when there is a new one",
    remedy: "lower it",
  },
  {
    field: "tcp.keepalivesIdleSeconds",
    compares: ["the time until keepalives give up", "the lease"],
    values: ({ tcp, ttlSeconds }) => [
      tcp.keepalivesIdleSeconds + tcp.keepalivesIntervalSeconds * tcp.keepalivesCount,
      ttlSeconds,
    ],
    otherwise: "sessions of clients that are gone hold their locks for longer than a failover takes",
    remedy: "lower it",
  },
  {
    field: "tcp.userTimeoutSeconds",
    compares: ["the time until unacknowledged data gives up", "the lease"],
    values: ({ tcp, ttlSeconds }) => [tcp.userTimeoutSeconds, ttlSeconds],
    otherwise: "sessions of clients that are gone hold their locks for longer than a failover takes",
    remedy: "lower it",
  },
  {
    field: "client.connectTimeoutSeconds",
    compares: ["a client's attempt to connect", "a request's wait for a connection"],
    values: ({ client }) => [client.connectTimeoutSeconds, client.poolTimeoutSeconds],
    otherwise: "a request fails before one attempt to connect has ended",
    remedy: "lower it",
  },
  {
    field: "client.socketTimeoutSeconds",
    compares: ["the longest statement and a second", "a client's wait for an answer"],
    values: ({ client }) => [client.statementTimeoutSeconds + 1, client.socketTimeoutSeconds],
    otherwise: "clients hang up on statements that the server still allows",
    remedy: "raise it",
  },
  {
    field: "client.socketTimeoutSeconds",
    compares: ["a client's wait for an answer", "the lease"],
    values: ({ client, ttlSeconds }) => [client.socketTimeoutSeconds, ttlSeconds],
    otherwise: "clients still wait for the frozen primary when there is a new one",
    remedy: "lower it",
  },
  {
    field: "memberSlotsTtlSeconds",
    compares: ["a server's maintenance", "how long WAL is kept for a member without a pod"],
    values: ({ memberSlotsTtlSeconds }) => [MAINTENANCE_SECONDS, memberSlotsTtlSeconds],
    otherwise: "a member that was away for maintenance must be copied anew",
    remedy: "raise it",
  },
];
