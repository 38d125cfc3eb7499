import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { imageRootfs } from "../images/image-rootfs";
import { CONTROL_PLANE_TOOLS, ensureToolchain, PULUMI_TOOLS } from "../toolchain";
import { type Progress, progressTo } from "../toolchain/progress";
import { runMain, UserError } from "../toolchain/user-error";
import { installOpensshServer } from "./support/openssh-server";
import { obstacleToOwnNetwork } from "./support/own-network";
import { ensureOwnNetworkPrograms } from "./support/own-network-programs";
import { runTier } from "./support/run-tier";
import { installShellcheck } from "./support/shellcheck";
import { summary, tallyOf, type TierResult } from "./support/summary";
import { sweepTestLabs } from "./support/test-labs-folder";
import {
  FURTHER_TIERS,
  GATE_TIERS,
  isTier,
  POD_TIERS,
  type Tier,
  TIERS,
  TIERS_IN_OWN_NETWORK,
  TIERS_WITH_PROCESSES,
} from "./tiers";

/** How many tiers run side by side: each keeps about one core busy, and two cores are the least that is reckoned with. */
const LANES = 2;

const HELP = `Usage: npm test [-- TIER…]      the tests that every change must pass, or the named tiers
       npm run test:all         those and two tiers more, with a new random seed for the fuzz tier
       npm run test:pods        the real programs of the images in the declared pods: over an hour, as root on Debian

Tiers of npm test: ${GATE_TIERS.join(", ")}
Of test:all besides: ${FURTHER_TIERS.join(", ")}
Of test:pods: ${POD_TIERS.join(", ")}

Each tier's time, the ten slowest tests and a last line that counts them all, as in "12 passed, 0 failed", are printed at the
end. In npm test a file of the control-plane tier that fails is run once more; where it passes then, that counts, and it is
listed as FLAKY. test:all forgives nothing.

Environment:
  GX_FUZZ_SEED   seed of the fuzz tier; fixed for npm test, random for test:all, which prints it
  GX_FUZZ_RUNS   how many candidates it judges: 500 for npm test, 2500 for test:all
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", short: "h" }, all: { type: "boolean" }, pods: { type: "boolean" } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const tiers = chosenTiers(positionals, values);
  const progress = progressTo(process.stdout);
  // Left over from an update, it would have the golden tests rewrite what they compare with.
  delete process.env.GX_UPDATE_GOLDEN;
  if (values.all) {
    process.env.GX_FUZZ_SEED ??= String(randomInt(2 ** 31));
    process.env.GX_FUZZ_RUNS ??= "2500";
    progress.info(`fuzz seed: ${process.env.GX_FUZZ_SEED} (GX_FUZZ_SEED repeats it)`);
  }
  const results = await runTiers(tiers, !values.all, progress);
  process.stdout.write(`\n${summary(results)}\n`);
  return tallyOf(results.flatMap(({ tests }) => tests)).failed > 0 ? 1 : 0;
}

/** @throws UserError for a name that is no tier's */
function chosenTiers(names: readonly string[], { all, pods }: { all?: boolean; pods?: boolean }): readonly Tier[] {
  const unknown = names.find((name) => !isTier(name));
  if (unknown !== undefined) throw new UserError(`tier "${unknown}" is unknown: choose from ${TIERS.join(", ")}`);
  if (names.length > 0) return TIERS.filter((tier) => names.includes(tier));
  if (pods) return POD_TIERS;
  return all ? [...GATE_TIERS, ...FURTHER_TIERS] : GATE_TIERS;
}

/** Runs tiers: those that keep one core busy side by side, then those that want the machine to themselves. */
async function runTiers(tiers: readonly Tier[], forgiving: boolean, progress: Progress): Promise<TierResult[]> {
  const withProcesses = tiers.filter((tier) => TIERS_WITH_PROCESSES.has(tier));
  const run = (tier: Tier) => runTier(tier, progress, { forgiving: forgiving && tier === "control-plane" });
  // The longest first, so that nothing long is left when the rest has ended.
  const sideBySide = [...new Set<Tier>(["control-plane", "toolchain", ...GATE_TIERS])].filter((tier) =>
    tiers.includes(tier),
  );
  const alone = tiers.filter((tier) => !sideBySide.includes(tier));
  if (tiers.includes("golden")) await installShellcheck(progress);
  if (withProcesses.length === 0) return inLanes(LANES, sideBySide, run);

  await ensureToolchain([...PULUMI_TOOLS, ...CONTROL_PLANE_TOOLS], progress);
  if (withProcesses.includes("toolchain")) await installOpensshServer(progress);
  await prepareOwnNetworks(withProcesses, progress);
  await sweepTestLabs(progress);
  try {
    return [...(await inLanes(LANES, sideBySide, run)), ...(await inLanes(1, alone, run))];
  } finally {
    // Tests that were interrupted have not cleared away their labs.
    await sweepTestLabs(progress);
  }
}

/** In a network of its own a tier can download nothing: what it needs is there before, where this machine can give it one. */
async function prepareOwnNetworks(tiers: readonly Tier[], progress: Progress): Promise<void> {
  const images = new Set(tiers.flatMap((tier) => TIERS_IN_OWN_NETWORK.get(tier) ?? []));
  if (images.size === 0 || obstacleToOwnNetwork() !== undefined) return;
  await ensureOwnNetworkPrograms(progress);
  for (const image of images) await imageRootfs(image, progress);
}

/**
 * The results in the order of `items`, of which so many are worked on at any time. After an error no more is begun, and it throws
 * once all that was begun has ended.
 */
async function inLanes<T, R>(count: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const rest = [...items.entries()];
  const lane = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      try {
        results[next[0]] = await work(next[1]);
      } catch (error) {
        rest.length = 0;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: count }, lane);
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
  return results;
}

runMain(main);
