/**
 * Everything each committed environment registers, as one reviewed file an environment. Updated only on request:
 * `npm run golden:update`. Does not prove that a cluster accepts it (the control-plane tests do).
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { EnvironmentName } from "../../components/shared/labels";
import { deploy } from "../../stacks/deploy";
import { holdsPassword, recordResources, type RecordedResource } from "../support/recorded-resources";
import { committedEnvironment } from "../support/stack-file";

const UPDATE = process.env.GX_UPDATE_GOLDEN === "1";

async function recorded(environment: EnvironmentName): Promise<readonly RecordedResource[]> {
  const { resources } = await recordResources(() => deploy(committedEnvironment(environment), "kubeconfig.yaml"));
  return resources;
}

/** JSON with sorted keys and generated values blanked, so that a diff shows what changed and nothing else. */
function rendered(resources: readonly RecordedResource[]): string {
  const normalised = (_key: string, value: unknown): unknown => {
    if (typeof value === "string") return holdsPassword(value) ? "[generated]" : value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return `${JSON.stringify(resources, normalised, 2)}\n`;
}

describe.each(["mainnet", "testnet"] as const)("golden %s", (environment) => {
  const file = path.join(__dirname, `${environment}.json`);

  it("registers exactly the reviewed resources", async () => {
    const actual = rendered(await recorded(environment));
    if (UPDATE) writeFileSync(file, actual);
    expect(existsSync(file)).toBe(true);
    expect(actual).toBe(readFileSync(file, "utf8"));
  });

  it("hands generated values to Secrets alone", async () => {
    const holders = (await recorded(environment)).filter(({ inputs }) => holdsPassword(inputs));
    expect(new Set(holders.map(({ type }) => type))).toEqual(new Set(["kubernetes:core/v1:Secret"]));
  });
});

it("puts no object of the cluster into both stacks", async () => {
  const objects = async (environment: EnvironmentName) =>
    (await recorded(environment))
      .filter(({ type }) => type.startsWith("kubernetes:"))
      .map(({ type, inputs }) => {
        const { namespace, name } = inputs.metadata as { namespace?: string; name: string };
        return `${type} ${namespace ?? ""}/${name}`;
      });
  const mainnet = new Set(await objects("mainnet"));
  const testnet = await objects("testnet");
  expect(testnet.length).toBeGreaterThan(0);
  expect(testnet.filter((object) => mainnet.has(object))).toEqual([]);
});
