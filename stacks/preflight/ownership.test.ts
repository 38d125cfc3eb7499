/** That nothing foreign is taken over. What the provider would do without the check is shown by the control-plane tests. */
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { fakeCluster } from "../../tests/support/fake-cluster";
import { checkAdoption, checkOwnership, declaredObject } from "./ownership";

const secret = { apiVersion: "v1", kind: "Secret", namespace: "backend-mainnet", name: "svc-identity-database" };
const namespace = { apiVersion: "v1", kind: "Namespace", name: "backend-mainnet", namespace: undefined };
const ownedBy = (stack: string) => ({ labels: { "gxcoin.money/owner-stack": stack } });

describe("an existing object of the same name", () => {
  it("is refused when no stack of ours owns it", async () => {
    await expect(checkOwnership("mainnet", [secret, namespace], [], fakeCluster([secret]))).rejects.toThrow(
      'Secret backend-mainnet/svc-identity-database is "owned by no stack of ours": it exists already and would be overwritten; list "Secret backend-mainnet/svc-identity-database" under gx:adopt to take it over (npm run adopt shows what would change in it)',
    );
  });

  it("is never proposed to be deleted", async () => {
    const refusal = checkOwnership("mainnet", [namespace, secret], [], fakeCluster([namespace, secret]));
    await expect(refusal).rejects.not.toThrow(/delete/i);
  });

  it("is refused when the other stack owns it", async () => {
    const live = { ...namespace, ...ownedBy("testnet") };
    await expect(checkOwnership("mainnet", [namespace], [], fakeCluster([live]))).rejects.toThrow(
      '"owned by stack testnet"',
    );
  });

  it("is ours when it carries our mark", async () => {
    const live = { ...namespace, ...ownedBy("mainnet") };
    await expect(checkOwnership("mainnet", [namespace], [], fakeCluster([live]))).resolves.toBeUndefined();
  });

  it("is taken over when adoption is asked for, and only that one", async () => {
    const cluster = fakeCluster([secret, namespace]);
    await expect(
      checkOwnership("mainnet", [secret], ["Secret backend-mainnet/svc-identity-database"], cluster),
    ).resolves.toBeUndefined();
    await expect(
      checkOwnership("mainnet", [secret, namespace], ["Secret backend-mainnet/svc-identity-database"], cluster),
    ).rejects.toThrow("Namespace backend-mainnet is");
  });

  it("that is listed for adoption but not declared is refused: it may be misspelt", () => {
    expect(() => checkAdoption("mainnet", [namespace], ["Namespace backend-mainet"])).toThrow(
      'gx:adopt is "Namespace backend-mainet": the stack declares no such object; did you mean Namespace backend-mainnet?',
    );
  });

  it("of another kind or in another namespace does not matter", async () => {
    const elsewhere = [
      { ...secret, namespace: "default" },
      { ...secret, kind: "ConfigMap" },
    ];
    await expect(checkOwnership("mainnet", [secret], [], fakeCluster(elsewhere))).resolves.toBeUndefined();
  });
});

describe("a resource registration", () => {
  const metadata = { name: "svc-identity", namespace: "backend-mainnet" };

  it("is read as the object it will be", () => {
    expect(declaredObject("kubernetes:core/v1:Secret", { metadata })).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      ...metadata,
    });
    expect(declaredObject("kubernetes:networking.k8s.io/v1:NetworkPolicy", { metadata })).toMatchObject({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
    });
  });

  it.each([
    "kubernetes:apps/v1:DeploymentPatch",
    "pulumi:providers:kubernetes",
    "random:index/randomPassword:RandomPassword",
    "gx:services:BackendService",
  ])("of %s is no object of ours", (type) => expect(declaredObject(type, { metadata })).toBeUndefined());

  it.each([
    ["kubernetes:helm.sh/v4:Chart", { chart: "./chart" }],
    ["kubernetes:helm.sh/v3:Chart", {}],
    ["kubernetes:yaml/v2:ConfigGroup", {}],
    ["kubernetes:yaml:ConfigFile", {}],
    ["kubernetes:kustomize/v2:Directory", {}],
    ["kubernetes:core/v1:Secret", { metadata: { ...metadata, name: pulumi.output("svc-identity") } }],
    ["kubernetes:core/v1:Secret", { metadata: { ...metadata, namespace: pulumi.output("backend-mainnet") } }],
    ["kubernetes:core/v1:Secret", { metadata: pulumi.output(metadata) }],
    ["kubernetes:core/v1:Secret", { metadata: Promise.resolve(metadata) }],
  ])("of %s with %j can be judged only later", (type, props) => expect(declaredObject(type, props)).toBe("later"));

  it("of a Helm release is Helm's to judge", () => {
    expect(declaredObject("kubernetes:helm.sh/v3:Release", { chart: "redis", name: "redis" })).toBeUndefined();
  });

  it.each([{}, { metadata: {} }, { metadata: { generateName: "job-" } }])(
    "with %j gets a name that nothing else has",
    (props) => expect(declaredObject("kubernetes:core/v1:Secret", props)).toBeUndefined(),
  );
});
