/**
 * A deployment that changes what runs on kept data is refused until a backup of it is fresh and was restored (G38), by the script that
 * the workflow runs, on a real engine and a real API server. Pods are played here: a Job that succeeds proves nothing of a backup.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { parseCronSchedule } from "../../components/shared/cron-schedule";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";
import { until } from "../support/until";
import { checkoutOnLab, type LabCheckout } from "./lab-checkout";

const TIMEOUT_MS = 1_800_000;
const BACKUP = "redis-dump";
const PROOF = "redis-dump-test";
const MINUTES_A_DAY = 1440;
/** Many times what this file takes. */
const QUIET_MINUTES = 20;

let test: TestLab;
let checkout: LabCheckout;
beforeAll(async () => {
  test = await startCopyOfDeployedLab("fresh-backup");
  checkout = await checkoutOnLab(test, "mainnet");
  // A restore test by the clock would prove what is to be unproven.
  await until(`${PROOF} not to be due for a while`, async () => !(await isDueSoon(PROOF)) || "it is due soon");
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

const kubectl = (...args: readonly string[]) => test.kubectl.run(["--namespace=backend-mainnet", ...args]);

const image = () =>
  kubectl(
    "get",
    "statefulset",
    "redis",
    "--output=jsonpath={.spec.template.spec.containers[?(@.name=='redis')].image}",
  );

/** Whether a CronJob runs within {@link QUIET_MINUTES} by the clock. */
async function isDueSoon(cronJob: string): Promise<boolean> {
  const schedule = parseCronSchedule(await kubectl("get", "cronjob", cronJob, "--output=jsonpath={.spec.schedule}"));
  if (!schedule) throw new Error(`${cronJob} has a schedule that can't be read`);
  const now = new Date();
  const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
  return schedule.minutes.some((due) => (due - minute + MINUTES_A_DAY) % MINUTES_A_DAY < QUIET_MINUTES);
}

/** Has a CronJob's Job run to its end. */
async function runs(cronJob: string): Promise<void> {
  const job = `${cronJob}-by-hand`;
  await kubectl("create", "job", job, `--from=cronjob/${cronJob}`);
  await until(`${job} to succeed`, async () => {
    const conditions = await kubectl("get", "job", job, "--output=jsonpath={.status.conditions[*].type}");
    return conditions.includes("Complete") || conditions;
  });
}

/** Raises the revision of redis' image in the checkout, as its next change would. */
function raiseRevision(): void {
  const file = path.join(checkout.folder, "images/redis/image.ts");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^(const REVISION = \d+);$/m, "$19;"));
}

/** What the script prints, which must end with that code. */
async function deploys(expected: number): Promise<string> {
  const args = ["toolchain/bootstrap.mjs", "ops/deploy.ts", "--stack", "mainnet"];
  const { code, stdout, all } = await checkout.run(process.execPath, args);
  exited(expected, code, all);
  return stdout;
}

it(
  "another image of redis is refused until a backup is there, and until that was restored, and then deployed",
  async () => {
    const before = await image();
    raiseRevision();
    const refusedFor = async (standing: RegExp) => {
      const text = await deploys(1);
      expect(text).toContain("gate of mainnet: 1 guarded change refused");
      expect(text).toMatch(standing);
      expect(text).toContain("Nothing was deployed.");
      expect(await image()).toBe(before);
    };
    // There may be one already, by the clock.
    await refusedFor(/redis-dump: (no backup whose Job is still known|the newest backup is \d+ min old, of 6 h), none/);
    await runs(BACKUP);
    await refusedFor(/redis-dump: the newest backup is 0 min old, of 6 h, none was restored since it was made/);
    await runs(PROOF);

    expect(await deploys(0)).toContain("gate of mainnet: passed");
    expect(await image()).toBe(`${before}9`);
  },
  TIMEOUT_MS,
);
