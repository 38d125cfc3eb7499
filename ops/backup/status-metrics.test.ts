/** What Prometheus reads of a status. */
import { describe, expect, it } from "@jest/globals";
import type { LookedAt } from "./look";
import { measure } from "./measure";
import { metricsReport } from "./status-metrics";
import type { StatusReport } from "./status-report";
import { ago, cronJob, job, NOW, onlySource, REDIS_DUMP, REDIS_TEST, runs } from "./testing";

const OFF_SITE: StatusReport["offSite"] = [
  {
    ...{ name: "backup-off-site", namespace: "backend-mainnet", lastCopied: ago(300) },
    newest: new Map([["redis-dump", ago(340)]]),
    shortfalls: [{ kind: "failed", what: "Job b failed", remedy: "mend it" }],
  },
];

function looked(dump = REDIS_DUMP, jobs = [job(dump, "b", 400, 3), job(REDIS_TEST, "t", 460, 2)]): LookedAt {
  const source = onlySource(dump, REDIS_TEST);
  const told = { bytes: 1_300_000 };
  return {
    ...measure("mainnet", source, runs(source, jobs, told), NOW),
    backupOutcome: jobs.length > 0 ? { told, unknownBecause: undefined } : undefined,
    proofOutcome: undefined,
  };
}

/** The samples by name and labels. */
async function samplesOf(sources: readonly LookedAt[], offSite?: StatusReport["offSite"]) {
  const text = await metricsReport({ stack: "mainnet", now: NOW, sources, offSite });
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]),
  );
}

const seconds = (moment: Date) => moment.getTime() / 1000;
const REDIS = '{source="redis-dump",namespace="backend-mainnet",stack="mainnet"}';

describe("metrics of a status", () => {
  it("are in seconds and bytes, with the targets beside them", async () => {
    expect(await samplesOf([looked()])).toMatchObject({
      'gx_backup_status_timestamp_seconds{stack="mainnet"}': seconds(NOW),
      [`gx_backup_last_success_timestamp_seconds${REDIS}`]: seconds(ago(400)),
      [`gx_backup_duration_seconds${REDIS}`]: 180,
      [`gx_backup_size_bytes${REDIS}`]: 1_300_000,
      [`gx_backup_recovery_point_target_seconds${REDIS}`]: 6 * 3600,
      [`gx_backup_last_proof_timestamp_seconds${REDIS}`]: seconds(ago(460)),
      [`gx_backup_restore_duration_seconds${REDIS}`]: 120,
      [`gx_backup_recovery_time_target_seconds${REDIS}`]: 15 * 60,
    });
  });

  it("count what falls short by kind, and say 0 of the other kinds", async () => {
    const samples = await samplesOf([looked()], OFF_SITE);
    const count = (name: string, kind: string) =>
      samples[`gx_backup_shortfalls{name="${name}",kind="${kind}",stack="mainnet"}`];
    expect(["late", "failed", "suspended", "slow", "undeclared"].map((kind) => count("redis-dump", kind))).toEqual([
      1, 0, 0, 0, 0,
    ]);
    expect(count("backup-off-site", "failed")).toBe(1);
  });

  it("leave out what isn't known, instead of saying 0", async () => {
    const names = Object.keys(await samplesOf([looked(cronJob("redis-dump", { "backs-up": "redis" }), [])]));
    expect(names).toContain('gx_backup_shortfalls{name="redis-dump",kind="undeclared",stack="mainnet"}');
    expect(
      names.filter((name) => name.includes("timestamp") || name.includes("size") || name.includes("point")),
    ).toEqual(['gx_backup_status_timestamp_seconds{stack="mainnet"}']);
  });

  it("tell of copies off-site where somebody asked", async () => {
    const samples = await samplesOf([looked()], OFF_SITE);
    expect(samples).toMatchObject({
      'gx_backup_off_site_last_success_timestamp_seconds{name="backup-off-site",namespace="backend-mainnet",stack="mainnet"}':
        seconds(ago(300)),
      'gx_backup_off_site_newest_timestamp_seconds{source="redis-dump",stack="mainnet"}': seconds(ago(340)),
    });
    expect(Object.keys(await samplesOf([looked()])).filter((name) => name.includes("off_site"))).toEqual([]);
  });
});
