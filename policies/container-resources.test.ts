/**
 * Proves the exact message for each missing, unreadable or contradictory amount, in every kind that runs pods.
 * Does not prove that the amounts suffice, nor that the nodes have them.
 */
import { describe, expect, it } from "@jest/globals";
import { containerResources } from "./container-resources";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const RESOURCES = "spec.template.spec.containers[0].resources";
const SUBJECT = "Deployment backend-mainnet/svc-identity:";

const violations = async (fixture: Fixture) => (await judge(containerResources, fixture)).violations;
const withAmount = (amount: string, value: unknown) => withField(DEPLOYMENT, `${RESOURCES}.${amount}`, value);

describe("container-resources", () => {
  describe.each(WORKLOAD_KINDS)("in $type", ({ type, template }) => {
    const workload = validWorkload(type);

    it("accepts requests within limits", async () => {
      expect(await judge(containerResources, workload)).toEqual({ violations: [] });
    });

    it.each(["containers", "initContainers"])("asks all four amounts of %s", async (list) => {
      const field = `${template}spec.${list}[0].resources`;
      const example = { cpu: "100m", memory: "192Mi" };
      expect(await violations(withField(workload, field, undefined))).toEqual(
        (["cpu", "memory"] as const).flatMap((resource) =>
          ["requests", "limits"].map(
            (side) =>
              `${type.split(":")[2]} backend-mainnet/svc-identity: ${field}.${side}.${resource} is not set; ` +
              `set it, to an amount such as ${example[resource]}.`,
          ),
        ),
      );
    });
  });

  it("asks nothing of ephemeral containers, which can't have any", async () => {
    expect(await violations(withField(DEPLOYMENT, "spec.template.spec.ephemeralContainers", [{}]))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ["requests.cpu", "500m"],
    ["requests.cpu", 0.5],
    ["requests.memory", "384Mi"],
    ["requests.memory", "402653184"],
    ["requests.memory", "4.02653184e8"],
    ["limits.cpu", 1],
    ["limits.memory", "1Gi"],
    ["limits.memory", "1G"],
  ])("accepts %s of %j", async (amount, value) => {
    expect(await violations(withAmount(amount, value))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["requests.cpu", "501m", "500m"],
    ["requests.cpu", 1, "500m"],
    ["requests.memory", "1Gi", "384Mi"],
    ["requests.memory", "403M", "384Mi"],
  ])("refuses %s of %j beyond the limit of %s", async (amount, value, limited) => {
    expect(await violations(withAmount(amount, value))).toEqual([
      `${SUBJECT} ${RESOURCES}.${amount} is ${JSON.stringify(value)}, more than the limit "${limited}"; ` +
        "request no more than the limit.",
    ]);
  });

  it("compares fractions of a CPU exactly", async () => {
    expect(await violations(withField(withAmount("requests.cpu", "700m"), `${RESOURCES}.limits.cpu`, 0.7))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["limits.memory", "384MB", "write a quantity such as 192Mi"],
    ["limits.cpu", "half", "write a quantity such as 100m"],
    ["limits.cpu", "", "write a quantity such as 100m"],
    ["requests.memory", "128m", "that is less than 1Mi, write an amount such as 192Mi"],
    ["requests.cpu", 0, "that is less than 1m, write an amount such as 100m"],
    ["requests.cpu", "-1", "that is less than 1m, write an amount such as 100m"],
  ])("refuses %s of %j", async (amount, value, remedy) => {
    expect(await violations(withAmount(amount, value))).toEqual([
      `${SUBJECT} ${RESOURCES}.${amount} is ${JSON.stringify(value)}; ${remedy}.`,
    ]);
  });

  it("reports an unknown amount, and still judges the others", async () => {
    const unknown = withField(withAmount("limits.cpu", UNKNOWN), `${RESOURCES}.limits.memory`, undefined);
    expect(await judge(containerResources, unknown)).toEqual({
      violations: [`${SUBJECT} ${RESOURCES}.limits.memory is not set; set it, to an amount such as 192Mi.`],
      advisory: `string value at .${RESOURCES.replace("[0]", ".0")}.limits.cpu can't be known during preview`,
    });
  });
});
