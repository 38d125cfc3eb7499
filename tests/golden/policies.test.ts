/**
 * That every policy of the pack accepts what the committed environments register, as the reviewed golden files have it, and
 * that the same run would notice a change for the worse. Values are those of a mocked engine: that a real preview knows
 * them is shown by the control-plane tests.
 */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES, ENVIRONMENTS } from "../../components/shared/environments";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { EnvironmentName } from "../../components/shared/labels";
import { policiesAsOf } from "../../policies/policy-list";
import { withField, type Fixture } from "../../policies/testing/fixtures";
import { judge, judgeStack, TODAY } from "../../policies/testing/judgement";
import { deploy } from "../../stacks/deploy";
import { type RecordedResource, recordResources } from "../support/recorded-resources";
import { committedEnvironment } from "../support/stack-file";
import { readGolden } from "./golden-file";

const POLICIES = policiesAsOf(TODAY);

function goldenFixtures(environment: EnvironmentName): readonly Fixture[] {
  return fixturesOf(readGolden(environment));
}

function fixturesOf(resources: readonly RecordedResource[]): readonly Fixture[] {
  return resources.map(({ type, inputs, protect }) => ({ type, props: inputs as Fixture["props"], protect }));
}

async function saidOf(fixtures: readonly Fixture[], level: "mandatory" | "advisory", stack: EnvironmentName) {
  const said: string[] = [];
  for (const policy of POLICIES.filter(({ enforcementLevel }) => enforcementLevel === level)) {
    const judgements =
      "validateStack" in policy
        ? [await judgeStack(() => policy as StackValidationPolicy, fixtures)]
        : await Promise.all(fixtures.map((fixture) => judge(() => policy as ResourceValidationPolicy, fixture, stack)));
    for (const { violations, advisory = [] } of judgements) {
      said.push(...[violations, advisory].flat().map((message) => `${policy.name}: ${message}`));
    }
  }
  return said;
}

function withText(fixture: Fixture, text: string, other: string): Fixture {
  const props = JSON.parse(JSON.stringify(fixture.props), (_key, value: unknown) =>
    typeof value === "string" ? value.replaceAll(text, other) : value,
  ) as Fixture["props"];
  return { ...fixture, props };
}

describe.each(ENVIRONMENT_NAMES)("the policies of %s", (environment) => {
  const fixtures = goldenFixtures(environment);

  it("refuse nothing", async () => {
    expect(await saidOf(fixtures, "mandatory", environment)).toEqual([]);
  });

  it("notice each kind of object that goes missing", async () => {
    const without = async (type: RegExp) =>
      new Set(
        (
          await saidOf(
            fixtures.filter((fixture) => !type.test(fixture.type)),
            "mandatory",
            environment,
          )
        ).map((message) => message.split(":")[0]),
      );
    expect(await without(/:NetworkPolicy$/)).toEqual(new Set(["default-deny"]));
    expect(await without(/:ServiceAccount$/)).toEqual(new Set(["service-accounts"]));
    expect(await without(/:Deployment$/)).toContain("selectors-resolve");
    expect(await without(/:CronJob$/)).toContain("backup-coverage");
  });

  it.each<[string, RegExp, (fixture: Fixture) => Fixture]>([
    ["data-protection", /:StatefulSet$/, (members) => ({ ...members, protect: false })],
    ["postgres-access", /:ConfigMap$/, (map) => withText(map, "scram-sha-256", "md5")],
    ["postgres-durability", /:ConfigMap$/, (map) => withText(map, '"data-checksums",', "")],
    ["redis-access", /:ConfigMap$/, (map) => withText(map, "port 0\n", "port 6379\n")],
  ])("notice data that is kept worse: %s", async (policy, type, worsened) => {
    const worse = fixtures.map((fixture) => (type.test(fixture.type) ? worsened(fixture) : fixture));
    const said = await saidOf(worse, "mandatory", environment);
    expect(new Set(said.map((message) => message.split(":")[0]))).toEqual(new Set([policy]));
  });

  it("advise what is known to be open", async () => {
    const advice = (await saidOf(fixtures, "advisory", environment)).map((message) => message.split(":")[0]);
    expect(advice).toEqual(ENVIRONMENTS[environment].ownsClusterLayer ? ["odd-voters"] : []);
  });
});

describe("the policies of mainnet, for what has several members", () => {
  const fixtures = goldenFixtures("mainnet");
  const ledger = fixturesOf(
    JSON.parse(readFileSync(path.join(__dirname, "../systems/ledger/golden.json"), "utf8")) as RecordedResource[],
  );

  const isPostgresBudget = ({ type, props }: Fixture) =>
    type.endsWith(":PodDisruptionBudget") && (props.metadata as { readonly name?: string }).name === "postgres";

  it("refuse nothing of a system in a folder of its own", async () => {
    expect(await saidOf([...fixtures, ...ledger], "mandatory", "mainnet")).toEqual([]);
  });

  it("refuse members whose configuration is missing, and a budget that costs them their majority", async () => {
    const worse = fixtures
      .filter(({ type }) => !type.endsWith(":ConfigMap"))
      .map((fixture) => (isPostgresBudget(fixture) ? withField(fixture, "spec.maxUnavailable", 2) : fixture));
    const said = (await saidOf(worse, "mandatory", "mainnet")).map((message) => message.split(":")[0]);
    expect(new Set(said)).toEqual(
      new Set(["postgres-replication", "quorum-budgets", "redis-access", "redis-replication"]),
    );
  });

  it.each([
    ["whose primary writes alone", "min-replicas-to-write 1", "min-replicas-to-write 0"],
    ["of whose Sentinels one decides", '"quorum": 2', '"quorum": 1'],
  ])("refuse members of redis %s", async (_how, text, other) => {
    const worse = fixtures.map((map) => (map.type.endsWith(":ConfigMap") ? withText(map, text, other) : map));
    const said = await saidOf(worse, "mandatory", "mainnet");
    expect(said.map((message) => message.split(":")[0])).toEqual(["redis-replication"]);
  });
});

describe("a namespace that is being adopted", () => {
  const said = async (until: string) => {
    const environment = committedEnvironment("mainnet");
    const adoption = { withheld: ["pod-security", "limits"], reason: "databases run as root", until } as const;
    const backend = { ...environment.namespaces.backend!, adoption };
    const staged = { ...environment, namespaces: { ...environment.namespaces, backend } };
    const { resources } = await recordResources(() => deploy(staged, "kubeconfig.yaml"));
    return saidOf(fixturesOf(resources), "mandatory", "mainnet");
  };

  it("is let off enforcing the standard until its last day, and off nothing else", async () => {
    const today = TODAY.toISOString().slice(0, 10);
    expect(await said(today)).toEqual([]);
    const late = await said("2020-01-01");
    expect(new Set(late.map((message) => message.split(":")[0]))).toEqual(
      new Set(["exceptions", "restricted-pod-security"]),
    );
  });
});
