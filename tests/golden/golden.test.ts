/**
 * Everything each committed environment registers, as one reviewed file for each system. Updated only on request:
 * `npm run golden:update`. Does not prove that a cluster accepts it (the control-plane tests do).
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import type { EnvironmentName } from "../../components/shared/labels";
import { deploy } from "../../stacks/deploy";
import { holdsPassword, recordResources, type RecordedResource } from "../support/recorded-resources";
import { bySystem, renderedResources } from "../support/rendered-resources";
import { committedEnvironment } from "../support/stack-file";
import { goldenFiles, goldenFolder } from "./golden-file";

const UPDATE = process.env.GX_UPDATE_GOLDEN === "1";

async function recorded(environment: EnvironmentName): Promise<readonly RecordedResource[]> {
  const { resources } = await recordResources(() => deploy(committedEnvironment(environment), "kubeconfig.yaml"));
  return resources;
}

describe.each(ENVIRONMENT_NAMES)("golden %s", (environment) => {
  it("registers exactly the reviewed resources, a file for each system", async () => {
    const actual = new Map(
      [...bySystem(await recorded(environment))].map(([system, resources]) => [
        `${system}.json`,
        renderedResources(resources),
      ]),
    );
    const folder = goldenFolder(environment);
    if (UPDATE) {
      mkdirSync(folder, { recursive: true });
      for (const file of goldenFiles(environment)) rmSync(path.join(folder, file));
      for (const [file, text] of actual) writeFileSync(path.join(folder, file), text);
    }
    expect(goldenFiles(environment)).toEqual([...actual.keys()].sort());
    for (const [file, text] of actual) expect(text).toBe(readFileSync(path.join(folder, file), "utf8"));
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
