/** The docs' tables say what the systems declare. Updated only on request: `npm run golden:update`. */
import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { REDIS_TIMES } from "../../components/redis/failover-times";
import { DEFAULT_TIME_BUDGET } from "../../stacks/failover-time-budget";
import { deploy } from "../../stacks/deploy";
import { SERVERS } from "../../stacks/inventory";
import { flowRows, systemRows, workloadRows } from "../support/docs-tables";
import { redisRuleRows, redisWorstCaseRows } from "../support/redis-tables";
import { alertLimitRows, timeline, timeRows, timeRuleRows, worstCaseRows } from "../support/failover-tables";
import { markdownTable, withGeneratedTable } from "../support/generated-table";
import { parsedByMermaid } from "../support/parsed-by-mermaid";
import { recordResources } from "../support/recorded-resources";
import { committedEnvironment, PROJECT_ROOT } from "../support/stack-file";
import { topologyPicture } from "../support/topology-picture";

const environments = ENVIRONMENT_NAMES.map(committedEnvironment);
const PODS = `Pods (${ENVIRONMENT_NAMES.join(" / ")})`;

it.each([
  ["flows.md", "the flows", ["From", "To", "TCP port", "Why"], flowRows(environments)],
  ["systems.md", "the list of systems", ["System", "What it is", "In"], systemRows(environments)],
  [
    "systems.md",
    "the workloads",
    ["System", "Workload", PODS, "Ports", "Placement", "Priority", "Volumes a pod", "Quorum group", "Images"],
    workloadRows(environments),
  ],
  [
    "failover.md",
    "the worst cases",
    ["What happens", "No writes for at most", "What adds up"],
    worstCaseRows(DEFAULT_TIME_BUDGET),
  ],
  [
    "failover.md",
    "the rules between the times",
    ["This", "is at most", "By default", "Otherwise"],
    timeRuleRows(DEFAULT_TIME_BUDGET),
  ],
  ["failover.md", "the times", ["Time", "By default"], timeRows(DEFAULT_TIME_BUDGET)],
  [
    "failover.md",
    "the limits for alerts",
    ["Limit", "By default", "What it means"],
    alertLimitRows(DEFAULT_TIME_BUDGET),
  ],
  [
    "redis.md",
    "the worst cases",
    ["What happens", "No writes for at most", "What adds up"],
    redisWorstCaseRows(REDIS_TIMES),
  ],
  ["redis.md", "the rules between the times", ["This", "is at most", "In seconds", "Otherwise"], redisRuleRows(REDIS_TIMES)],
])("%s holds the table of %s", (page, name, headings, rows) => {
  const file = path.join(PROJECT_ROOT, "docs", page);
  const { actual, expected } = withGeneratedTable(file, name, markdownTable(headings, rows));
  expect(actual).toBe(expected);
});

it("failover.md pictures the default times", () => {
  const file = path.join(PROJECT_ROOT, "docs", "failover.md");
  const { actual, expected } = withGeneratedTable(file, "the timeline", timeline(DEFAULT_TIME_BUDGET));
  expect(actual).toBe(expected);
});

it("README.md pictures what stands where and which flows are open, of both environments", async () => {
  const objects = [];
  for (const environment of environments) {
    objects.push(...(await recordResources(() => deploy(environment, "kubeconfig"))).resources);
  }
  const file = path.join(PROJECT_ROOT, "README.md");
  const picture = topologyPicture(objects, SERVERS);
  const { actual, expected } = withGeneratedTable(file, "the declared objects", picture);
  expect(actual).toBe(expected);
  expect(parsedByMermaid([picture.replace(/^```.*$/gm, "")])).toEqual([
    expect.objectContaining({ frames: expect.arrayContaining(["backend-mainnet", "backend-testnet"]) }),
  ]);
});
