import { readFileSync } from "node:fs";
import { join } from "node:path";
import { WITH_POLICIES } from "../lab/deploy";
import { writePrivately } from "../lab/files";
import { type LabStack, openLabStack } from "../lab/lab-stack";
import { LOOPBACK } from "../lab/ports";
import { AT_ONCE } from "../ops/workflows/stack-commands";
import type { Bench } from "./bench-lab";
import { startDelayingProxy } from "./delaying-proxy";
import { deployedObjects } from "./deployed-objects";
import { EMPTY_POLICY_PACK, type FloorObject, openFloor } from "./floor";
import { type KubectlDiff, kubectlDiffOf } from "./kubectl-diff";
import { peakMemoryMebibytes } from "./peak-memory";
import { pulumi } from "./pulumi-run";
import { spread, table, verdict } from "./report";
import { ratio, type Run, summaryOf, timeInterleaved } from "./timing";

const ROUNDS = 3;
const ROUND_TRIP_MS = 100;
/** What mainnet's own checks, structure and policies may cost on top of what any program with its objects costs. */
const GOAL_FLOOR = 1.25;
/** Far from the API server, how many times as long as pulumi kubectl is to take. */
const GOAL_FAR = 3;

const MAINNET = "mainnet with policies";
const WITHOUT_POLICIES = "mainnet without policies";
const FLOOR = "floor";
const FLOOR_WITH_PACK = "floor with an empty policy pack";
const DIFF = "`kubectl diff`";
/** As many objects side by side as Pulumi compares on two processors. */
const DIFF_BY_EIGHT = "`kubectl diff --concurrency=8`";
const COMPARISONS = [MAINNET, WITHOUT_POLICIES, FLOOR, FLOOR_WITH_PACK, DIFF, DIFF_BY_EIGHT] as const;
type Comparison = (typeof COMPARISONS)[number];
type Comparisons = Readonly<Record<Comparison, () => Promise<unknown>>>;
type Runs = Readonly<Record<Comparison, readonly Run[]>>;

/** Comparing all live objects with the declared ones: mainnet against the floor and kubectl, near the API server and far from it. */
export async function refreshBenchmark(bench: Bench): Promise<string> {
  const { lab, toolchain, progress } = bench;
  const kubeconfigPath = join(lab.folder, "bench.kubeconfig");
  const apiServerPort = Number(new URL(lab.serverUrl).port);
  /** A refresh uses the kubeconfig that the state names: near and far must be the same file. */
  const leadTo = (port: number) => {
    const direct = readFileSync(lab.kubeconfigPath, "utf8");
    writePrivately(kubeconfigPath, direct.replace(lab.serverUrl, `https://${LOOPBACK}:${port}`));
  };

  leadTo(apiServerPort);
  const mainnet = await openLabStack({ ...lab, kubeconfigPath }, toolchain, "mainnet");
  await progress.step("Deploy mainnet", () => pulumi(mainnet, "up", "--yes", "--skip-preview"));
  const objects = deployedObjects((await mainnet.state(["stack", "export", "--show-secrets"])).output);
  const floor = await openFloor(bench, objects.filter(isShareable), { kubeconfigPath });
  // Server-side apply shares an object between two owners who want the same.
  await progress.step("Have the floor own the same objects", () => pulumi(floor, "up", "--yes", "--skip-preview"));
  const manifests = objects.map(({ inputs }) => inputs);
  const comparisons = comparisonsOf(mainnet, floor, kubectlDiffOf(bench, kubeconfigPath, manifests));

  progress.info("── on loopback");
  const near = await timeInterleaved(bench, ROUNDS, comparisons);
  const mebibytes = await progress.step(`${MAINNET}: peak memory`, () => peakMemoryMebibytes(comparisons[MAINNET]));
  progress.info(`── with a round trip of ${ROUND_TRIP_MS} ms`);
  const proxy = await startDelayingProxy(apiServerPort, ROUND_TRIP_MS / 2);
  try {
    leadTo(proxy.port);
    return report(objects.length, mebibytes, near, await timeInterleaved(bench, ROUNDS, comparisons));
  } finally {
    await proxy.close();
  }
}

/**
 * The claims that a StatefulSet declares are one value to server-side apply, into which the API server puts more: a second owner is
 * refused.
 */
function isShareable({ type }: FloorObject): boolean {
  return !type.endsWith(":StatefulSet");
}

function comparisonsOf(mainnet: LabStack, floor: LabStack, kubectlDiff: KubectlDiff): Comparisons {
  const comparison = ["preview", "--refresh", "--expect-no-changes", AT_ONCE] as const;
  return {
    [MAINNET]: () => pulumi(mainnet, ...comparison, ...WITH_POLICIES),
    [WITHOUT_POLICIES]: () => pulumi(mainnet, ...comparison),
    [FLOOR]: () => pulumi(floor, ...comparison),
    [FLOOR_WITH_PACK]: () => pulumi(floor, ...comparison, "--policy-pack", EMPTY_POLICY_PACK),
    [DIFF]: () => kubectlDiff(),
    [DIFF_BY_EIGHT]: () => kubectlDiff("--concurrency=8"),
  };
}

function report(objects: number, mebibytes: number, near: Runs, far: Runs): string {
  const rows = COMPARISONS.map((name) => [
    name,
    ...[near, far].flatMap((runs) => [
      spread(summaryOf(runs[name], "wall")),
      name === FLOOR ? "1" : spread(ratio(runs[name], runs[FLOOR], "wall")),
    ]),
  ]);
  const nearFloor = ratio(near[MAINNET], near[FLOOR], "wall");
  const farFloor = ratio(far[MAINNET], far[FLOOR], "wall");
  const nearDiff = ratio(near[MAINNET], near[DIFF], "wall");
  const farDiff = ratio(far[DIFF], far[MAINNET], "wall");
  const header = ["Comparison", "Seconds on loopback", "Times the floor", `Seconds at ${ROUND_TRIP_MS} ms`];
  return [
    table([...header, "Times the floor"], rows),
    `Medians of ${ROUNDS} runs, smallest and largest in parentheses; ${objects} objects. Mainnet with policies held at most ` +
      `${mebibytes.toFixed(0)} MiB. On loopback it took ${spread(nearDiff)} times as long as ${DIFF}.`,
    verdict(
      `on loopback ${MAINNET} takes at most ${GOAL_FLOOR} times as long as the floor`,
      `${spread(nearFloor)} times; at ${ROUND_TRIP_MS} ms ${spread(farFloor)} times`,
      nearFloor.median <= GOAL_FLOOR,
    ),
    verdict(
      `with a round trip of ${ROUND_TRIP_MS} ms ${DIFF} takes at least ${GOAL_FAR} times as long as ${MAINNET}`,
      `${spread(farDiff)} times`,
      farDiff.median >= GOAL_FAR,
    ),
  ].join("\n\n");
}
