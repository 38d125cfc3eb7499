/**
 * How the environments end: refused while things in them are protected, then without a trace, in both orders. Pods are
 * played, so nothing here shows how long a real pod takes to end.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { EnvironmentName } from "../../components/shared/labels";
import { outputOf, ownedObjects, refusalOf } from "../support/deployed";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import type { TestLab } from "../support/test-lab";

const TIMEOUT_MS = 1_800_000;

jest.setTimeout(TIMEOUT_MS);

describe.each<[EnvironmentName, EnvironmentName]>([
  ["testnet", "mainnet"],
  ["mainnet", "testnet"],
])("the end of %s, then of %s", (first, second) => {
  let test: TestLab;
  beforeAll(async () => void (test = await startCopyOfDeployedLab(`ends-with-${second}`)), TIMEOUT_MS);
  afterAll(() => test.dispose(), TIMEOUT_MS);

  it.each([first, second])(
    "of %s is refused while things in it are protected",
    async (environment) => {
      const before = await ownedObjects(test.kubectl, environment);
      expect(before.length).toBeGreaterThan(0);
      expect(await refusalOf(await test.stack(environment), ["destroy", "--yes"])).toContain("protect");
      expect(await ownedObjects(test.kubectl, environment)).toEqual(before);
    },
    TIMEOUT_MS,
  );

  it(
    "leaves nothing of the one and all of the other, then nothing of ours",
    async () => {
      const others = await ownedObjects(test.kubectl, second);
      await unprotectAndDestroy(test, first);
      expect(await ownedObjects(test.kubectl, first)).toEqual([]);
      expect(await ownedObjects(test.kubectl, second)).toEqual(others);
      await unprotectAndDestroy(test, second);
      expect(await ownedObjects(test.kubectl, second)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it("leaves what K3s brought: nodes with the labels they registered with, CoreDNS, the default storage class", async () => {
    const labels = await test.kubectl.run(["get", "nodes", "--output=jsonpath={.items[*].metadata.labels.node-id}"]);
    expect(labels.split(" ").sort()).toEqual(["vps1", "vps2", "vps3", "vps4"]);
    await test.kubectl.run(["get", "deployment", "coredns", "--namespace=kube-system"]);
    await test.kubectl.run(["get", "storageclass", "local-path"]);
  });
});

async function unprotectAndDestroy(test: TestLab, environment: EnvironmentName): Promise<void> {
  const stack = await test.stack(environment);
  const { exitCode, output } = await stack.state(["state", "unprotect", "--all", "--yes"]);
  if (exitCode !== 0) throw new Error(`unprotecting ${environment} failed:\n${output}`);
  await outputOf(stack, ["destroy", "--yes"]);
}
