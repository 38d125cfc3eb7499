/** Which objects are deleted in the background. That the provider then doesn't wait is not shown: no provider runs here. */
import { expect, it } from "@jest/globals";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { recordResources } from "../../tests/support/recorded-resources";
import { deleteInBackground, DELETION_ANNOTATION, KINDS_THAT_OWN_NOTHING } from "./background-deletion";

const metadata = { name: "settings", namespace: "backend-mainnet", annotations: { note: "kept" } };

/** The metadata of the only object that `declare` creates. */
async function recorded(declare: () => unknown): Promise<unknown> {
  const { resources } = await recordResources(() => {
    pulumi.runtime.registerStackTransformation(deleteInBackground);
    declare();
  });
  return resources.find(({ type }) => type.startsWith("kubernetes:"))?.inputs.metadata;
}

it("Sets the annotation beside the object's own", async () => {
  expect(await recorded(() => new k8s.core.v1.ConfigMap("settings", { metadata }))).toEqual({
    ...metadata,
    annotations: { note: "kept", [DELETION_ANNOTATION]: "background" },
  });
});

it.each<[string, pulumi.Input<k8s.types.input.meta.v1.ObjectMeta>]>([
  ["annotations", { ...metadata, annotations: pulumi.output(metadata.annotations) }],
  ["metadata", pulumi.output(metadata)],
])("Sets it in %s that are an output", async (_what, given) => {
  expect(await recorded(() => new k8s.core.v1.Secret("settings", { metadata: given }))).toEqual({
    ...metadata,
    annotations: { note: "kept", [DELETION_ANNOTATION]: "background" },
  });
});

it("Leaves an object its own choice", async () => {
  const foreground = { ...metadata, annotations: { [DELETION_ANNOTATION]: "foreground" } };
  expect(await recorded(() => new k8s.core.v1.ConfigMap("settings", { metadata: foreground }))).toEqual(foreground);
});

it.each<[string, () => unknown]>([
  ["a Service", () => new k8s.core.v1.Service("settings", { metadata })],
  ["a Namespace", () => new k8s.core.v1.Namespace("settings", { metadata })],
  ["a Deployment", () => new k8s.apps.v1.Deployment("settings", { metadata })],
  ["a StatefulSet", () => new k8s.apps.v1.StatefulSet("settings", { metadata })],
  ["a patch", () => new k8s.core.v1.ConfigMapPatch("settings", { metadata })],
])("Leaves %s alone", async (_what, declare) => {
  expect(await recorded(declare)).toEqual(metadata);
});

it("Knows only kinds that the provider has, by the type that it gives them", async () => {
  const { core, networking, policy, rbac, scheduling, storage } = k8s;
  const named = { metadata: { name: "any" } };
  const subject = { roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "any" } };
  const { resources } = await recordResources(() => {
    new core.v1.ConfigMap("any", named);
    new core.v1.LimitRange("any", named);
    new core.v1.ResourceQuota("any", named);
    new core.v1.Secret("any", named);
    new core.v1.ServiceAccount("any", named);
    new networking.v1.NetworkPolicy("any", named);
    new policy.v1.PodDisruptionBudget("any", named);
    new rbac.v1.ClusterRole("any", named);
    new rbac.v1.ClusterRoleBinding("any", { ...named, ...subject });
    new rbac.v1.Role("any", named);
    new rbac.v1.RoleBinding("any", { ...named, ...subject });
    new scheduling.v1.PriorityClass("any", { ...named, value: 1 });
    new storage.v1.StorageClass("any", { ...named, provisioner: "rancher.io/local-path" });
  });
  const types = resources.map(({ type }) => type).filter((type) => type.startsWith("kubernetes:"));
  expect(types).toEqual([...KINDS_THAT_OWN_NOTHING].sort());
});
