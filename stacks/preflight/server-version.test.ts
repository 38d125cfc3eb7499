/** What versions are refused and told of. That each feature came with the stated version is the sources' word, not shown here. */
import { describe, expect, it } from "@jest/globals";
import { POD_SECURITY_VERSION } from "../../components/shared/pod-security";
import { fakeCluster } from "../../tests/support/fake-cluster";
import { TOOL_VERSIONS } from "../versions";
import { checkServerVersion, leastVersion } from "./server-version";

const check = (version: string | undefined) => checkServerVersion(fakeCluster([], { version }));

describe("an API server", () => {
  it("that is too old is refused with every feature that it lacks, and none that it has", async () => {
    const refusal = expect(check("v1.27.16+k3s1")).rejects;
    await refusal.toThrow(
      'the API server\'s version is "v1.27.16+k3s1": upgrade K3s to Kubernetes 1.34 or newer: lifecycle.preStop.sleep is there since 1.30 (',
    );
    await refusal.toThrow("); Pod Security v1.34 is there since 1.34 (");
    await refusal.not.toThrow("matchLabelKeys");
  });

  it("is compared by number, not by letter", async () => {
    await expect(check("v1.9.0")).rejects.toThrow("matchLabelKeys is there since 1.27");
    await expect(check("v2.0.0")).resolves.toHaveLength(1);
  });

  it.each([
    ["something", 'the API server\'s version is "something": upgrade K3s'],
    [undefined, "the API server's version is missing: upgrade K3s"],
  ])("that says %j for a version is refused", async (version, message) => {
    await expect(check(version)).rejects.toThrow(message);
  });

  it.each([`v${TOOL_VERSIONS.kubernetes}`, "v1.34.0+k3s1", "v1.35.9+k3s1", "v1.35.0-rc.1"])(
    "of version %s is taken without a word",
    async (version) => expect(await check(version)).toEqual([]),
  );

  it("that is two minors newer than the proven one is told of", async () => {
    expect(await check("v1.36.0+k3s1")).toEqual([
      "the API server's version is v1.36.0+k3s1, proven is 1.34.1: run the tests on the new minor and raise kubernetes in stacks/versions.ts",
    ]);
  });
});

it("The least version follows from the features, and the proven one has them", () => {
  expect(`v${leastVersion()}`).toBe(POD_SECURITY_VERSION);
  expect(TOOL_VERSIONS.kubernetes.startsWith(`${leastVersion()}.`)).toBe(true);
});
