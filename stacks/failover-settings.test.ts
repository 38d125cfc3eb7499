/** The section of settings that changes the time budget. */
import { expect, it } from "@jest/globals";
import { z } from "zod";
import { failoverSettings } from "./failover-settings";
import { DEFAULT_TIME_BUDGET } from "./failover-time-budget";
import { keysAt } from "./keys-at";

const section = z.strictObject({ failover: failoverSettings() });

it("yields the default budget where nothing is set", () => {
  expect(section.parse({})).toEqual({ failover: DEFAULT_TIME_BUDGET });
  expect(section.parse({ failover: {} })).toEqual({ failover: DEFAULT_TIME_BUDGET });
});

it("changes what is set, and nothing else", () => {
  expect(section.parse({ failover: { ttlSeconds: 30, walSenderTimeoutSeconds: 12 } })).toEqual({
    failover: { ...DEFAULT_TIME_BUDGET, ttlSeconds: 30, walSenderTimeoutSeconds: 12 },
  });
});

it.each([
  [
    { ttlSeconds: 19 },
    "must be a whole number from 20 to 120: seconds that the primary's lease lasts; Patroni takes no fewer",
  ],
  [{ loopWaitSeconds: 0 }, "must be a whole number from 1 to 60: seconds between two looks at the cluster"],
  [
    { retryTimeoutSeconds: 2 },
    "must be a whole number from 3 to 60: seconds that a call to the API server is tried; Patroni takes no fewer",
  ],
  [
    { primaryStopTimeoutSeconds: 0 },
    "must be a whole number from 1 to 120: seconds that a database has to stop in order",
  ],
  [
    { walSenderTimeoutSeconds: 1 },
    "must be a whole number from 2 to 120: seconds that the primary waits for a silent standby",
  ],
  [
    { memberSlotsTtlSeconds: "30min" },
    "must be a whole number from 1 to 86400: seconds that WAL is kept for a member without a pod",
  ],
  [20, "must be a map of seconds"],
])("refuses %j", (failover, message) => {
  const { error } = section.safeParse({ failover });
  expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
});

it("refuses what it doesn't know", () => {
  const { error } = section.safeParse({ failover: { liveness: {} } });
  expect(error?.issues).toEqual([
    expect.objectContaining({ code: "unrecognized_keys", keys: ["liveness"], path: ["failover"] }),
  ]);
});

it("is known to whoever suggests names for a misspelt one", () => {
  expect(keysAt(section, ["failover"])).toContain("ttlSeconds");
});
