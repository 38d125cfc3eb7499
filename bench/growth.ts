import { join } from "node:path";
import { WITH_POLICIES } from "../lab/deploy";
import { makePrivateFolder } from "../lab/files";
import { openLabStack } from "../lab/lab-stack";
import { committedSettings } from "../tests/support/stack-file";
import type { Bench } from "./bench-lab";
import { peakMemoryMebibytes } from "./peak-memory";
import { pulumi } from "./pulumi-run";
import { spread, table, verdict } from "./report";
import { serviceCopies } from "./service-copies";
import { exponent, line } from "./statistics";
import { ratio, type Run, summaryOf, timeInterleaved } from "./timing";

const PROGRAM = join(__dirname, "growth-program");
const ROUNDS = 3;
/** How many times the services of mainnet are declared. */
const TIMES = [1, 2, 5, 10] as const;
const GOAL = { times: 10, ratio: 10 } as const;

/** Room for ten times the services: the most that the settings accept. */
const LARGEST_QUOTA = {
  cpuRequestMillicores: 64_000,
  memoryRequestMebibytes: 262_144,
  memoryLimitMebibytes: 262_144,
  pods: 440,
};

/** Enough for the sessions of ten times the services. */
const LARGEST_MEMORY_MEBIBYTES = 16_384;

type Settings = Readonly<Record<"services" | "namespaces" | "postgres", Readonly<Record<string, object>>>>;

/** Mainnet with more services than there are. */
interface Size {
  readonly name: string;
  readonly services: number;
  /** Previews it and gives how many resources it would create. */
  preview(): Promise<number>;
}

/** How long a preview takes with more and more services, on an empty cluster and with the policies. */
export async function growthBenchmark(bench: Bench): Promise<string> {
  const sizes = await Promise.all(TIMES.map((times) => sizeOf(bench, times)));
  const resources: Record<string, number> = {};
  const previews = sizes.map(({ name, preview }) => [name, async () => (resources[name] = await preview())] as const);
  const runs = await timeInterleaved(bench, ROUNDS, Object.fromEntries(previews));
  const mebibytes: Record<string, number> = {};
  for (const { name, preview } of sizes) {
    bench.signal.throwIfAborted();
    mebibytes[name] = await bench.progress.step(`${name}: peak memory`, () => peakMemoryMebibytes(preview));
  }
  return report(sizes, resources, mebibytes, runs);
}

async function sizeOf({ lab, toolchain }: Bench, times: number): Promise<Size> {
  const { services, namespaces, postgres } = committedSettings("mainnet") as Settings;
  const changes = {
    services: serviceCopies(services, times),
    postgres: { ...postgres, resources: { ...postgres.resources, memoryLimitMebibytes: LARGEST_MEMORY_MEBIBYTES } },
    namespaces: { ...namespaces, backend: { ...namespaces.backend, quota: LARGEST_QUOTA } },
  };
  const folder = join(lab.folder, `growth-${times}`);
  makePrivateFolder(folder);
  const stack = await openLabStack({ ...lab, folder }, toolchain, "mainnet", changes, PROGRAM);
  return {
    name: nameOf(times),
    services: Object.keys(changes.services).filter((name) => name !== "resources").length,
    preview: async () => {
      const output = await pulumi(stack, "preview", ...WITH_POLICIES);
      return Number(/\+ (\d+) to create/.exec(output)?.[1]);
    },
  };
}

function nameOf(times: number): string {
  return `${times}×`;
}

function report(
  sizes: readonly Size[],
  resources: Readonly<Record<string, number>>,
  mebibytes: Readonly<Record<string, number>>,
  runsOf: Readonly<Record<string, readonly Run[]>>,
): string {
  const measured = sizes.map(({ name, services }) => {
    const seconds = summaryOf(runsOf[name] ?? [], "wall");
    return { name, services, seconds, point: { x: services, y: seconds.median } };
  });
  const rows = measured.map(({ name, services, seconds }) => [
    name,
    String(services),
    String(resources[name]),
    spread(seconds),
    (seconds.median / services).toFixed(2),
    String(mebibytes[name]?.toFixed(0)),
  ]);
  const points = measured.map(({ point }) => point);
  const { slope, intercept } = line(points);
  const most = ratio(runsOf[nameOf(GOAL.times)] ?? [], runsOf[nameOf(1)] ?? [], "wall");
  return [
    table(["Declared", "Services", "Resources", "Seconds", "Seconds a service", "Peak memory, MiB"], rows),
    `Medians of ${ROUNDS} runs, smallest and largest in parentheses. The straight line through the medians is ` +
      `${intercept.toFixed(1)} s and ${(slope * 1000).toFixed(0)} ms for each service. Time grows with the number of ` +
      `services to the power of ${exponent(points).toFixed(2)}; between the two largest sizes, where what is fixed weighs ` +
      `least, ${exponent(points.slice(-2)).toFixed(2)}.`,
    verdict(
      `${GOAL.times} times the services take at most ${GOAL.ratio} times as long`,
      `${spread(most)} times`,
      most.median <= GOAL.ratio,
    ),
  ].join("\n\n");
}
