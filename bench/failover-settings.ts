import { setTimeout as pause } from "node:timers/promises";
import { WAIT_SECONDS } from "../tests/support/bare-lab";
import { askPatroni } from "../tests/postgres/ask-patroni";
import { type DatabaseUnderTest, MEMBERS } from "../tests/postgres/database-under-test";
import { waitUntil } from "../lab/wait";
import { callPatroni } from "./call-patroni";

const PAUSE_MS = 200;

/** Patroni's dynamic settings, as it names them, that decide how long a failover takes. In seconds where not said. */
export interface FailoverSettings {
  readonly ttl: number;
  readonly loop_wait: number;
  readonly retry_timeout: number;
  readonly primary_start_timeout: number;
  readonly primary_stop_timeout: number;
  readonly failsafe_mode: boolean;
}

/** What Patroni does where nobody says otherwise. */
export const PATRONI_DEFAULTS: FailoverSettings = {
  ttl: 30,
  loop_wait: 10,
  retry_timeout: 10,
  primary_start_timeout: 300,
  primary_stop_timeout: 0,
  failsafe_mode: false,
};

/** Those settings of a whole dynamic configuration. @throws Error naming one that it leaves out */
export function failoverSettingsOf(configuration: Readonly<Record<string, unknown>>): FailoverSettings {
  const names = Object.keys(PATRONI_DEFAULTS);
  const missing = names.find((name) => configuration[name] === undefined);
  if (missing !== undefined) throw new Error(`the declared dynamic configuration has no ${missing}`);
  return Object.fromEntries(names.map((name) => [name, configuration[name]])) as unknown as FailoverSettings;
}

/** The settings that a database runs with. */
export async function currentSettings({ view, leader }: DatabaseUnderTest): Promise<FailoverSettings> {
  return failoverSettingsOf(await askPatroni(view.addressOf(leader!)!, "/config"));
}

/** Changes the settings of a running database, nothing else, and waits until every member goes by them. */
export async function applySettings(database: DatabaseUnderTest, settings: FailoverSettings): Promise<void> {
  await callPatroni(database, "PATCH", "/config", settings);
  // Known in whole seconds: only what was seen a second later was surely seen after the change.
  const changedAt = Math.ceil(Date.now() / 1000) + 1;
  for (const member of MEMBERS) {
    await waitUntil(`${member} to go by other settings`, WAIT_SECONDS, async () => {
      await pause(PAUSE_MS);
      const { dcs_last_seen: seenAt } = await askPatroni<{ dcs_last_seen: number }>(
        database.view.addressOf(member)!,
        "/patroni",
      );
      return seenAt >= changedAt || `last looked at ${seenAt}`;
    });
  }
  await waitUntil(`a lease of ${settings.ttl} s`, WAIT_SECONDS, () => {
    const { ttlSeconds } = database.view.lease;
    return ttlSeconds === settings.ttl || `${ttlSeconds} s`;
  });
}
