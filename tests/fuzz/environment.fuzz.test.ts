/**
 * Random and mutated configurations and inventories: each is either accepted and builds every object, or refused with a
 * ConfigError that names a field. Never a crash, never an accepted value that then fails to build. Does not prove that
 * the API server accepts what is built.
 */
import { afterAll, describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import type { EnvironmentName } from "../../components/shared/labels";
import { ConfigError } from "../../stacks/config-error";
import { deploy } from "../../stacks/deploy";
import { type EnvironmentSpec, workloadsOf } from "../../stacks/environment";
import { type Server, SERVERS } from "../../stacks/inventory";
import { parseEnvironment } from "../../stacks/parse-environment";
import { recordResources } from "../support/recorded-resources";
import { committedSettings } from "../support/stack-file";

/** How many candidates are judged. Building one that is accepted takes tens of milliseconds. */
const RUNS = Number(process.env.GX_FUZZ_RUNS ?? 500);
const outcomes = { accepted: 0, refused: 0 };
/** Fixed, so that the same change fails or passes every time; `npm run test:all` draws a new one. */
const seed = Number(process.env.GX_FUZZ_SEED ?? 1);

interface Candidate {
  readonly stack: string;
  readonly settings: Record<string, unknown>;
  readonly servers: readonly Server[];
}

function verdictOf({ stack, settings, servers }: Candidate): EnvironmentSpec | ConfigError {
  try {
    return parseEnvironment(stack, settings, servers);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

async function check(candidate: Candidate): Promise<void> {
  const verdict = verdictOf(candidate);
  if (verdict instanceof ConfigError) {
    outcomes.refused++;
    expect(verdict.problems.length).toBeGreaterThan(0);
    for (const { field, remedy } of verdict.problems) {
      expect(field).toMatch(/^(gx:|servers|stack)/);
      expect(remedy.length).toBeGreaterThan(5);
    }
    return;
  }
  outcomes.accepted++;
  const { resources } = await recordResources(() => deploy(verdict, verdict.access.kubeconfigPath));
  const controllers = resources.filter(({ type }) => /:(Deployment|StatefulSet|Job|CronJob)$/.test(type));
  expect(controllers.map(({ name }) => name).sort()).toEqual(
    workloadsOf(verdict)
      .map(({ name, controller }) => `${name}-${controller.toLowerCase()}`)
      .sort(),
  );
}

/** Every path to a node of a JSON tree, the root left out. */
function pathsOf(tree: unknown, prefix: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof tree !== "object" || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => [[...prefix, key], ...pathsOf(value, [...prefix, key])]);
}

/** `tree` with the node at `path` replaced, removed (`undefined`) or moved to a misspelt key. */
function mutated<T>(tree: T, path: readonly string[], value: unknown, newKey?: string): T {
  const copy = structuredClone(tree) as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((node, key) => node[key] as Record<string, unknown>, copy);
  const key = path.at(-1)!;
  const moved = parent[key];
  if (value === undefined) delete parent[key];
  else parent[key] = value;
  if (newKey !== undefined) parent[newKey] = moved;
  return copy as T;
}

const environment = fc.constantFrom<EnvironmentName>("mainnet", "testnet");
const nasty = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(
    null,
    "",
    "2.1.0",
    "2.0.7",
    "latest",
    -1,
    0,
    1,
    2,
    3,
    1e9,
    NaN,
    true,
    [],
    {},
    "__proto__",
    "constructor",
  ),
  fc.string(),
  fc.double(),
  fc.jsonValue(),
);

const mutatedSettings: fc.Arbitrary<Candidate> = environment.chain((stack) => {
  const settings = committedSettings(stack);
  return fc
    .record({
      path: fc.constantFrom(...pathsOf(settings)),
      value: nasty,
      newKey: fc.option(fc.string(), { nil: undefined }),
    })
    .map(({ path, value, newKey }) => ({ stack, settings: mutated(settings, path, value, newKey), servers: SERVERS }));
});

/** A request and a limit at or above it, or now and then below. */
const bounds = (least: number, most: number) =>
  fc
    .record({ request: fc.integer({ min: least, max: most }), extra: fc.integer({ min: -5, max: 500 }) })
    .map(({ request, extra }) => ({
      request,
      limit: Math.min(most, Math.max(least, request + extra)),
    }));

const plausible: fc.Arbitrary<Candidate> = fc
  .record({
    stack: environment,
    replicas: fc.integer({ min: 1, max: 4 }),
    cpu: bounds(10, 400),
    memory: bounds(16, 1_000),
    imageTag: fc.constantFrom("2.0.5", "2.0.6", "2.1.0", "2.2.0-rc.1"),
  })
  .map(({ stack, replicas, imageTag, cpu, memory }) => {
    const resources = {
      cpuRequestMillicores: cpu.request,
      cpuLimitMillicores: cpu.limit,
      memoryRequestMebibytes: memory.request,
      memoryLimitMebibytes: memory.limit,
    };
    const services = { resources, "svc-identity": { replicas, imageTag } };
    return { stack, settings: { ...committedSettings(stack), services }, servers: SERVERS };
  });

const mutatedInventory: fc.Arbitrary<Candidate> = fc
  .record({ stack: environment, path: fc.constantFrom(...pathsOf(SERVERS)), value: nasty })
  .map(({ stack, path, value }) => ({
    stack,
    settings: committedSettings(stack),
    // A removed server leaves a hole, which `flat` closes.
    servers: mutated(SERVERS, path, value).flat(),
  }));

const arbitrary: fc.Arbitrary<Candidate> = fc.record({
  stack: fc.oneof(environment, fc.string()),
  settings: fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom(...Object.keys(committedSettings("mainnet")))),
    fc.jsonValue(),
  ),
  servers: fc.constant(SERVERS),
});

describe(`any configuration is built or refused by name (seed ${seed})`, () => {
  it.each([
    ["one field mutated", mutatedSettings, RUNS * 0.4],
    ["plausible values", plausible, RUNS * 0.08],
    ["the inventory mutated", mutatedInventory, RUNS * 0.2],
    ["anything at all", arbitrary, RUNS * 0.32],
  ])(
    "%s",
    async (_name, candidates, numRuns) => {
      await fc.assert(fc.asyncProperty(candidates, check), { seed, numRuns });
    },
    1_200_000,
  );

  afterAll(() => {
    process.stdout.write(`fuzz: ${outcomes.accepted} accepted and built, ${outcomes.refused} refused\n`);
    // Both ways must have been walked, or the generators have gone stale.
    expect(outcomes.accepted).toBeGreaterThan(RUNS * 0.016);
    expect(outcomes.refused).toBeGreaterThan(RUNS * 0.4);
  });
});
