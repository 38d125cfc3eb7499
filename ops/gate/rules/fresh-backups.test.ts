/** Which changes need a fresh proven backup, and that an allowance, nothing else, lets one through without (G38). */
import { describe, expect, it } from "@jest/globals";
import { judge } from "../judge";
import { previewOf, step } from "../testing";
import { type BackupStanding, freshBackups, touchesState } from "./fresh-backups";

const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const STALE: BackupStanding = {
  ...{ source: "redis-dump", namespace: "backend-mainnet", covers: ["redis"], isFreshlyProven: false },
  ...{ standing: "the newest backup is 7 h old, of 6 h", remedy: "npm run ops -- backup now" },
};
const FRESH: BackupStanding = { ...STALE, source: "other-dump", isFreshlyProven: true };
const NOW = new Date("2026-11-30T12:00:00Z");

interface Parts {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly volume?: string;
  readonly size?: string;
  readonly memory?: string;
  readonly replicas?: number;
}

function redis({
  image = "redis:1",
  command = ["run"],
  volume = "tls",
  size = "1Gi",
  memory = "1Gi",
  replicas = 3,
}: Parts = {}) {
  const container = {
    name: "redis",
    image,
    command,
    resources: { limits: { memory } },
    volumeMounts: [{ name: volume }],
  };
  return {
    metadata: { name: "redis", namespace: "backend-mainnet" },
    spec: {
      replicas,
      template: { spec: { containers: [container], volumes: [{ name: volume }] } },
      volumeClaimTemplates: [{ spec: { resources: { requests: { storage: size } } } }],
    },
  };
}
const update = (parts: Parts) => previewOf(step("update", STATEFUL_SET, "redis", { old: redis(), now: redis(parts) }));

describe("a fresh proven backup", () => {
  it.each<[string, Parts]>([
    ["another image", { image: "redis:2" }],
    ["another command", { command: ["run", "--upgrade"] }],
    ["another volume", { volume: "other" }],
    ["another size of its claims", { size: "2Gi" }],
  ])("is needed for %s", (_what, parts) => {
    expect(touchesState(update(parts))).toBe(true);
    const [finding] = freshBackups(update(parts), [STALE]);
    expect(finding).toMatchObject({ rule: "fresh-backup", field: "image, command or volumes" });
    expect(finding?.remedy).toContain("redis-dump: the newest backup is 7 h old, of 6 h (npm run ops -- backup now)");
    expect(freshBackups(update(parts), [FRESH])).toEqual([]);
  });

  it.each(["delete", "replace"])("is needed to %s it", (op) => {
    const preview = previewOf(
      step(op, STATEFUL_SET, "redis", { old: redis(), ...(op === "replace" && { now: redis() }) }),
    );
    expect(touchesState(preview)).toBe(true);
    expect(freshBackups(preview, [STALE])).toMatchObject([{ field: `ends (${op})` }]);
  });

  it.each<[string, Parts]>([
    ["more memory", { memory: "2Gi" }],
    ["another number of replicas", { replicas: 5 }],
  ])("isn't needed for %s", (_what, parts) => {
    expect(touchesState(update(parts))).toBe(false);
    expect(freshBackups(update(parts), [STALE])).toEqual([]);
  });

  it("isn't needed of what is new, of other kinds, and of what stays", () => {
    const preview = previewOf(
      step("create", STATEFUL_SET, "redis", { now: redis() }),
      step("same", STATEFUL_SET, "redis", { old: redis(), now: redis({ image: "redis:2" }) }),
      step("update", "kubernetes:apps/v1:Deployment", "redis", { old: redis(), now: redis({ image: "redis:2" }) }),
    );
    expect(touchesState(preview)).toBe(false);
    expect(freshBackups(preview, [STALE])).toEqual([]);
  });

  it("is enough where another source's isn't fresh, and isn't needed where none covers it yet", () => {
    const preview = update({ image: "redis:2" });
    expect(freshBackups(preview, [STALE, FRESH])).toEqual([]);
    expect(freshBackups(preview, [])).toEqual([]);
    expect(freshBackups(preview, [{ ...STALE, covers: ["postgres"] }])).toEqual([]);
    expect(freshBackups(preview, [{ ...STALE, namespace: "backend-testnet" }])).toEqual([]);
  });
});

describe("the gate", () => {
  const preview = update({ image: "redis:2" });
  const grounds = { stack: "mainnet", allowances: [], deployedAllowances: [], now: NOW };

  it("refuses by it where the cluster was asked, and finds nothing where it wasn't", () => {
    expect(judge(preview, { ...grounds, backups: [STALE] }).refused).toMatchObject([{ rule: "fresh-backup" }]);
    expect(judge(preview, grounds).refused).toEqual([]);
  });

  it("lets through what an allowance names, however old the backup has become meanwhile", () => {
    const [{ resource, change } = { resource: "", change: "" }] = judge(preview, {
      ...grounds,
      backups: [STALE],
    }).refused;
    const allowance = {
      ...{ stack: "mainnet" as const, rule: "fresh-backup" as const, resource, change },
      ...{ reason: "the data is made anew anyway", expires: "2026-12-31" },
    };
    const allowing = { ...grounds, allowances: [allowance] };
    const older = { ...STALE, standing: "the newest backup is 8 h old, of 6 h" };
    expect(judge(preview, { ...allowing, backups: [older] })).toMatchObject({ refused: [], allowed: [{ allowance }] });
    // A review doesn't ask the cluster: whether the entry fits, it can't say.
    expect(judge(preview, allowing).idle).toEqual([]);
    expect(judge(previewOf(), { ...allowing, backups: [] }).idle).toMatchObject([{ why: "no such change" }]);
    expect(judge(preview, { ...allowing, deployedAllowances: [allowance] }).idle).toMatchObject([{ why: "used" }]);
  });
});
