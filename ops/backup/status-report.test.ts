/** What operators and programs read of a status. */
import { describe, expect, it } from "@jest/globals";
import type { LookedAt } from "./look";
import { measure } from "./measure";
import type { OffSiteStatus } from "./off-site";
import { isWell, jsonReport, markdownReport, type StatusReport, textReport } from "./status-report";
import { ago, job, NOW, onlySource, REDIS_DUMP, REDIS_TEST, runs } from "./testing";

function reportOf(lastBackupMinutesAgo: number, offSite?: StatusReport["offSite"]): StatusReport {
  const source = onlySource(REDIS_DUMP, REDIS_TEST);
  const jobs = [
    job(REDIS_DUMP, "a", lastBackupMinutesAgo + 721, 1),
    job(REDIS_DUMP, "b", lastBackupMinutesAgo, 1),
    job(REDIS_TEST, "t", 460, 2),
  ];
  const told = { bytes: 1_300_000 };
  const sources: LookedAt[] = [
    {
      ...measure("mainnet", source, runs(source, jobs, told), NOW),
      backupOutcome: { told, unknownBecause: undefined },
      proofOutcome: undefined,
    },
  ];
  return { stack: "mainnet", now: NOW, sources, offSite };
}

describe("a report of what is well", () => {
  it("has a row for each source, and a gap that was too long marked", () => {
    const text = textReport(reportOf(83));
    expect(text).toContain("Backups of mainnet at 2026-11-30 12:00: all within their targets\n");
    const cells = text
      .split("\n")[4]!
      .split("|")
      .map((cell) => cell.trim());
    expect(cells).toEqual([
      ...["", "redis-dump", "redis", "2026-11-30 10:37", "1 h 23 min of 6 h", "12 h 1 min !", "1.2 MiB"],
      ...["2026-11-30 04:20", "2 min of 15 min", "ok", ""],
    ]);
    expect(text).not.toContain("Remedy");
    expect(isWell(reportOf(83))).toBe(true);
  });
});

describe("a report of what is late", () => {
  const report = reportOf(400);

  it("says what and how to mend it, in text and in Markdown", () => {
    const line =
      "- redis-dump: the newest backup is 6 h 40 min old, of 6 h at most\n  Remedy: npm run ops -- backup now --stack mainnet --source redis-dump\n";
    expect(textReport(report)).toContain(line);
    expect(markdownReport(report)).toContain(line);
    expect(markdownReport(report)).toMatch(/^### ❌ Backups of mainnet at 2026-11-30 12:00: 1 of 1 not within/);
    expect(isWell(report)).toBe(false);
  });

  it("is told to programs in numbers", () => {
    expect(JSON.parse(jsonReport(report))).toMatchObject({
      ...{ stack: "mainnet", at: "2026-11-30T12:00:00.000Z", withinTargets: false },
      sources: [
        {
          ...{
            source: "redis-dump",
            ageMinutes: 400,
            recoveryPointMinutes: 360,
            worstGapMinutes: 721,
            bytes: 1_300_000,
          },
          ...{ lastBackup: "2026-11-30T05:20:00.000Z", recoverySeconds: 120, recoveryTimeMinutes: 15, running: [] },
          shortfalls: [{ kind: "late" }],
        },
      ],
    });
  });
});

describe("a report of what is off-site", () => {
  const copies: OffSiteStatus = {
    ...{ name: "backup-off-site", namespace: "backend-mainnet", lastCopied: ago(300), shortfalls: [] },
    newest: new Map([
      ["postgres-dump", ago(360)],
      ["redis-dump", ago(340)],
    ]),
  };
  const line = (offSite: StatusReport["offSite"]) =>
    textReport(reportOf(83, offSite))
      .split("\n")
      .find((one) => one.startsWith("Off-site"));

  it("says when it was copied, and how old the newest there are", () => {
    expect(line([copies])).toBe(
      "Off-site: backup-off-site copied last at 2026-11-30 07:00. The newest there: postgres-dump 6 h old, redis-dump 5 h 40 min old.",
    );
    expect(line([{ ...copies, newest: new Map() }])).toContain(
      "The newest there: not known, the pod that told is gone.",
    );
    expect(line([{ ...copies, lastCopied: undefined }])).toBe("Off-site: backup-off-site has copied nothing yet.");
  });

  it("says that nothing is, and nothing of it where nobody asked", () => {
    expect(line([])).toContain("nothing is copied there");
    expect(line(undefined)).toBeUndefined();
  });

  it("isn't well where copies aren't", () => {
    const report = reportOf(83, [
      { ...copies, shortfalls: [{ kind: "failed", what: "Job b failed", remedy: "mend it" }] },
    ]);
    expect(isWell(report)).toBe(false);
    expect(textReport(report)).toContain("1 of 2 not within their targets");
    expect(textReport(report)).toContain("- backup-off-site: Job b failed\n  Remedy: mend it\n");
  });

  it("is told to programs by source", () => {
    expect(JSON.parse(jsonReport(reportOf(83, [copies])))).toMatchObject({
      offSite: [{ name: "backup-off-site", newest: { "postgres-dump": "2026-11-30T06:00:00.000Z" } }],
    });
  });
});
