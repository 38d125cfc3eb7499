/**
 * What is decided of an object at its own registration. The engine's part, which calls this for a chart's objects, is not
 * shown: the mocked engine has no resource transforms.
 */
import { describe, expect, it, jest } from "@jest/globals";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { fakeCluster, type FakeObject } from "../../tests/support/fake-cluster";
import { recordResources } from "../../tests/support/recorded-resources";
import type { ClusterReader } from "./cluster-reader";
import { guardOwnership, guardRegistration } from "./ownership-guard";

const type = "kubernetes:core/v1:ConfigMap";
const metadata = { name: "settings", namespace: "backend-mainnet", labels: { chart: "redis" } };
const live: FakeObject = { apiVersion: "v1", kind: "ConfigMap", namespace: "backend-mainnet", name: "settings" };
const ours = { ...live, labels: { "gxcoin.money/owner-stack": "mainnet" } };

interface Registration {
  readonly objects?: readonly FakeObject[];
  readonly adopt?: readonly string[];
  readonly checked?: boolean;
  readonly args?: Partial<Pick<pulumi.ResourceTransformArgs, "custom" | "type" | "props">>;
}

function register({ objects = [], adopt = [], checked = false, args }: Registration) {
  const registration = { custom: true, type, props: { metadata, data: { key: "value" } }, ...args };
  return guardRegistration("mainnet", adopt, fakeCluster(objects), () => checked, registration);
}

/** An output as the SDK hands it to a transform while its value is unknown. */
function stillUnknown(): unknown {
  const { specialSigKey, specialOutputValueSig } = pulumi.runtime;
  return pulumi.runtime.deserializeProperty({ [specialSigKey]: specialOutputValueSig });
}

/** What the engine would be handed. */
async function properties(registration: Registration): Promise<unknown> {
  const result = await register(registration);
  return result && pulumi.runtime.serializeProperties("props", result.props);
}

describe("an object that comes later", () => {
  const marked = {
    metadata: { ...metadata, labels: { chart: "redis", "gxcoin.money/owner-stack": "mainnet" } },
    data: { key: "value" },
  };

  it("is refused when a foreign one has its name", async () => {
    await expect(register({ objects: [live] })).rejects.toThrow(
      'ConfigMap backend-mainnet/settings is "owned by no stack of ours": it exists already and would be overwritten',
    );
  });

  it.each<[string, unknown]>([
    ["its name is another resource's output", { ...metadata, name: pulumi.output("settings") }],
    ["its metadata is", pulumi.output(metadata)],
    ["its metadata is secret", pulumi.secret(metadata)],
  ])("is refused also when %s", async (_what, given) => {
    await expect(register({ objects: [live], args: { props: { metadata: given } } })).rejects.toThrow(
      "ConfigMap backend-mainnet/settings",
    );
  });

  it.each<[string, Registration]>([
    ["new", {}],
    ["ours already", { objects: [ours] }],
    ["to be adopted", { objects: [live], adopt: ["ConfigMap backend-mainnet/settings"] }],
  ])("is marked as ours when it is %s, so that the next update knows it", async (_what, registration) => {
    expect(await properties(registration)).toEqual(marked);
  });

  it("isn't waited for while its name is unknown", async () => {
    const props = { metadata: { ...metadata, name: stillUnknown() } };
    const { metadata: given } = (await register({ objects: [live], args: { props } }))!.props;
    // Policies judge what is known: only the name may be missing.
    expect(given).toMatchObject({
      namespace: "backend-mainnet",
      labels: { chart: "redis", "gxcoin.money/owner-stack": "mainnet" },
    });
  });

  it("keeps the options that it was registered with", async () => {
    expect(await register({})).not.toHaveProperty("opts");
  });
});

describe("a registration is left alone", () => {
  it.each<[string, Registration]>([
    ["that an earlier check has seen", { checked: true }],
    ["of a chart itself", { args: { custom: false, type: "kubernetes:helm.sh/v4:Chart", props: { chart: "redis" } } }],
    ["of a Helm release", { args: { type: "kubernetes:helm.sh/v3:Release", props: { chart: "redis" } } }],
    ["of a patch", { args: { type: "kubernetes:core/v1:ConfigMapPatch" } }],
    ["of another provider", { args: { type: "random:index/randomPassword:RandomPassword", props: { length: 32 } } }],
  ])("%s", async (_what, registration) => {
    expect(await register({ objects: [live], ...registration })).toBeUndefined();
  });
});

describe("a whole program", () => {
  /** Declares what `declare` does, then runs the check; returns the transform that the engine would have called. */
  async function guarded(
    declare: () => unknown,
    {
      objects = [],
      adopt = [],
      cluster = fakeCluster(objects),
    }: { objects?: readonly FakeObject[]; adopt?: readonly string[]; cluster?: ClusterReader } = {},
  ): Promise<pulumi.ResourceTransform> {
    const transform = jest.spyOn(pulumi.runtime, "registerResourceTransform").mockReturnValue(undefined);
    try {
      const { result } = await recordResources(() => {
        const check = guardOwnership("mainnet", adopt, cluster);
        declare();
        return check().then(
          () => undefined,
          (error: unknown) => error,
        );
      });
      const refusal = await result;
      if (refusal !== undefined) throw refusal;
      return transform.mock.calls[0]![0];
    } finally {
      transform.mockRestore();
    }
  }
  const settings = () => new k8s.core.v1.ConfigMap("settings", { metadata });
  const chart = () => new k8s.helm.v4.Chart("redis", { chart: "./redis" });
  const registration = { custom: true, type, name: "settings", props: { metadata }, opts: {} };

  it("is refused over a foreign object, before the engine hears of any", async () => {
    await expect(guarded(settings, { objects: [live] })).rejects.toThrow("ConfigMap backend-mainnet/settings");
  });

  it("has its own objects judged once, and what a chart adds when it comes", async () => {
    const transform = await guarded(() => [settings(), chart()]);
    expect(await transform(registration)).toBeUndefined();
    const added = { ...metadata, name: "redis" };
    expect(await transform({ ...registration, props: { metadata: added } })).toHaveProperty("props.metadata");
  });

  it("has the cluster asked once for a kind, however many objects a chart adds", async () => {
    const cluster = fakeCluster([]);
    const list = jest.spyOn(cluster, "list");
    const transform = await guarded(chart, { cluster });
    for (const name of ["one", "two", "three"]) {
      await transform({ ...registration, props: { metadata: { ...metadata, name } } });
    }
    expect(list).toHaveBeenCalledTimes(1);
  });

  it("that renders a chart may adopt what the chart adds; one that doesn't may not", async () => {
    const adopt = ["ConfigMap backend-mainnet/settings"];
    const transform = await guarded(chart, { objects: [live], adopt });
    expect(await transform(registration)).toHaveProperty("props.metadata");
    await expect(guarded(() => undefined, { objects: [live], adopt })).rejects.toThrow(
      'gx:adopt is "ConfigMap backend-mainnet/settings": the stack declares no such object',
    );
  });
});
