import { WITH_POLICIES } from "../lab/deploy";
import { openLabStack } from "../lab/lab-stack";
import { parsePreview } from "../ops/gate/preview";
import type { Bench } from "./bench-lab";
import { EMPTY_POLICY_PACK, openFloor } from "./floor";
import { floorObjects } from "./floor-objects";
import { peakMemoryMebibytes } from "./peak-memory";
import { pulumi } from "./pulumi-run";
import { spread, table, verdict } from "./report";
import { ratio, summaryOf, timeInterleaved } from "./timing";

const ROUNDS = 7;
/** What mainnet's own checks, structure and policies may cost on top of what any program with its objects costs. */
const GOAL_RATIO = 1.25;

/** A preview of mainnet on an empty cluster against a preview of the same objects as plain resources. */
export async function previewBenchmark(bench: Bench): Promise<string> {
  const { lab, toolchain, progress, signal } = bench;
  const mainnet = await openLabStack(lab, toolchain, "mainnet");
  const json = await progress.step("mainnet's objects", () => pulumi(mainnet, "preview", "--json"));
  const objects = floorObjects(parsePreview(json, "mainnet's preview"));
  const floor = await openFloor(bench, objects);

  const variants = {
    "mainnet with policies": () => pulumi(mainnet, "preview", ...WITH_POLICIES),
    "mainnet without policies": () => pulumi(mainnet, "preview"),
    floor: () => pulumi(floor, "preview"),
    "floor with an empty policy pack": () => pulumi(floor, "preview", "--policy-pack", EMPTY_POLICY_PACK),
  };
  const runs = await timeInterleaved(bench, ROUNDS, variants);
  const rows: string[][] = [];
  for (const name of Object.keys(variants) as (keyof typeof variants)[]) {
    signal.throwIfAborted();
    const mebibytes = await progress.step(`${name}: peak memory`, () => peakMemoryMebibytes(variants[name]));
    rows.push([
      name,
      spread(summaryOf(runs[name], "wall")),
      name === "floor" ? "1" : spread(ratio(runs[name], runs.floor, "wall")),
      spread(summaryOf(runs[name], "cpu"), 1),
      mebibytes.toFixed(0),
    ]);
  }
  const measured = ratio(runs["mainnet with policies"], runs.floor, "wall");
  return [
    table(["Preview of", "Seconds", "Times the floor", "Processor seconds", "Peak memory, MiB"], rows),
    `Medians of ${ROUNDS} runs, smallest and largest in parentheses. The floor registers ${objects.length} objects.`,
    verdict(
      `mainnet with policies takes at most ${GOAL_RATIO} times as long as the floor`,
      `${spread(measured)} times`,
      measured.median <= GOAL_RATIO,
    ),
  ].join("\n\n");
}
