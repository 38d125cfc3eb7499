/** Which settings the failover benchmark compares. Does not prove that a running database goes by them. */
import { expect, it } from "@jest/globals";
import { dynamicConfiguration } from "../components/postgres/patroni-configuration";
import { DEFAULT_TIME_BUDGET } from "../stacks/failover-time-budget";
import { failoverSettingsOf, PATRONI_DEFAULTS } from "./failover-settings";

const declared = dynamicConfiguration({
  failover: DEFAULT_TIME_BUDGET,
  synchronous: "on",
  parameters: {},
});

it("takes from the declared configuration what decides how long a failover takes, and nothing else", () => {
  expect(failoverSettingsOf(declared)).toEqual({
    ttl: 20,
    loop_wait: 5,
    retry_timeout: 5,
    primary_start_timeout: 0,
    primary_stop_timeout: 10,
    failsafe_mode: true,
  });
});

it("differs from Patroni's own in each of them", () => {
  const settings = failoverSettingsOf(declared);
  for (const [name, value] of Object.entries(PATRONI_DEFAULTS)) {
    expect([name, settings[name as keyof typeof settings]]).not.toEqual([name, value]);
  }
});

it("refuses a configuration that leaves one of them open: it could not be restored", () => {
  const incomplete: Record<string, unknown> = { ...declared, ttl: undefined };
  expect(() => failoverSettingsOf(incomplete)).toThrow("has no ttl");
});
