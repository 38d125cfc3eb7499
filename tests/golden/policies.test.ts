/**
 * That every policy of the pack accepts what the committed environments register, as the reviewed golden files have it, and
 * that the same run would notice a change for the worse. Values are those of a mocked engine: that a real preview knows
 * them is shown by the control-plane tests.
 */
import { describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES, ENVIRONMENTS } from "../../components/shared/environments";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { EnvironmentName } from "../../components/shared/labels";
import { policiesAsOf } from "../../policies/policy-list";
import type { Fixture } from "../../policies/testing/fixtures";
import { judge, judgeStack, TODAY } from "../../policies/testing/judgement";
import { readGolden } from "./golden-file";

const POLICIES = policiesAsOf(TODAY);

function goldenFixtures(environment: EnvironmentName): readonly Fixture[] {
  return readGolden(environment).map(({ type, inputs }) => ({ type, props: inputs as Fixture["props"] }));
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
  });

  it("advise what is known to be open", async () => {
    const advice = (await saidOf(fixtures, "advisory", environment)).map((message) => message.split(":")[0]);
    expect(advice).toEqual(ENVIRONMENTS[environment].ownsClusterLayer ? ["odd-voters"] : []);
  });
});
