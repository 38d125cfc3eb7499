/** When a plan has the cluster asked for its backups. What pulumi prints is made up. */
import { expect, it } from "@jest/globals";
import type { BackupStanding } from "../gate/rules/fresh-backups";
import { savePlan, withPlanFolder } from "./saved-plan";

const STALE: BackupStanding = {
  ...{ source: "redis-dump", namespace: "backend-mainnet", covers: ["redis"], isFreshlyProven: false },
  ...{ standing: "there is none", remedy: "npm run ops -- backup now" },
};

/** What was asked and found for a preview in which the image of redis' StatefulSet goes from one to another. */
async function planned(from: string, to: string) {
  const state = (image: string) => ({
    type: "kubernetes:apps/v1:StatefulSet",
    inputs: {
      metadata: { name: "redis", namespace: "backend-mainnet" },
      spec: { template: { spec: { containers: [{ name: "redis", image }] } } },
    },
  });
  const urn = "urn:pulumi:mainnet::gx::kubernetes:apps/v1:StatefulSet::redis-statefulset";
  const output = JSON.stringify({ steps: [{ op: "update", urn, oldState: state(from), newState: state(to) }] });
  const ended = async () => ({ exitCode: 0, output, errors: "" });
  let asked = 0;
  const askBackups = async () => [STALE].slice(asked++);
  const { judgement } = await withPlanFolder((folder) =>
    savePlan({ stack: "mainnet", program: ended, state: ended }, { folder, askBackups, now: new Date() }),
  );
  return { asked, refused: judgement.refused.map(({ rule }) => rule) };
}

it("asks where the image of a StatefulSet changes, and refuses without a fresh proven backup", async () => {
  expect(await planned("redis:1", "redis:2")).toEqual({ asked: 1, refused: ["fresh-backup"] });
});

it("doesn't ask where nothing changes that data depends on", async () => {
  expect(await planned("redis:1", "redis:1")).toEqual({ asked: 0, refused: [] });
});
