/** That what sources declare adds up: they are code, and no setting's rule sees to it. */
import { describe, expect, it } from "@jest/globals";
import { BACKUP_TOOLS_UID } from "../../images/backup-tools/image";
import { ETCD_TOOLS_UID } from "../../images/etcd-tools/image";
import { POSTGRES_UID } from "../../images/postgres-ha/image";
import { REDIS_UID } from "../../images/redis/image";
import { settingsIn } from "../../stacks/system";
import { committedEnvironment } from "../../tests/support/stack-file";
import { ENVIRONMENT_NAMES } from "../shared/environments";
import { longestIntervalMinutes, parseCronSchedule } from "../shared/cron-schedule";
import { stepTimeoutSeconds } from "./source-facts";
import { backupSources } from "./sources";

const MINUTES_AN_HOUR = 60;
const HOURS_A_DAY = 24;

describe.each(ENVIRONMENT_NAMES)("%s", (name) => {
  const environment = committedEnvironment(name);
  const { systems, ownsClusterLayer } = environment;
  const settingsOf = settingsIn(Object.fromEntries(systems.map(({ system, settings }) => [system.name, settings])));
  const sources = backupSources(settingsOf, environment);
  const hoursBetween = (schedule: string) => longestIntervalMinutes([parseCronSchedule(schedule)!]) / MINUTES_AN_HOUR;

  it("backs up the database, redis and objects, and etcd where the cluster is its own", () => {
    const own = ownsClusterLayer ? ["etcd-dump"] : [];
    expect(sources.map((source) => source.name)).toEqual(["postgres-dump", "redis-dump", "objects-dump", ...own]);
  });

  describe.each(sources.map((source) => [source.name, source] as const))("of %s", (_name, source) => {
    it("never loses more than is promised", () => {
      expect(hoursBetween(source.schedule)).toBeLessThanOrEqual(source.recoveryPointHours);
    });

    it("restores each day, and takes no older backup than one that came once too late", () => {
      expect(hoursBetween(source.restoreTestSchedule)).toBeLessThanOrEqual(HOURS_A_DAY);
      expect(source.mostAgeHours).toBe(2 * hoursBetween(source.schedule));
    });

    it("keeps more than the backups that are kept however old", () => {
      expect(source.keepDays * HOURS_A_DAY).toBeGreaterThan(4 * hoursBetween(source.schedule));
    });

    it("ends before the next one", () => {
      // Two steps of two tries.
      expect(4 * stepTimeoutSeconds(source)).toBeLessThan(hoursBetween(source.schedule) * 3600);
    });
  });
});

it("runs all containers of a pod as one user, whom /dump belongs to", () => {
  expect(new Set([POSTGRES_UID, REDIS_UID, ETCD_TOOLS_UID])).toEqual(new Set([BACKUP_TOOLS_UID]));
});
