/**
 * Proves the exact message for objects without a namespace of their own, of kinds that rules know and of others.
 * Does not prove that the namespace exists, nor that it is the right one.
 */
import { describe, expect, it } from "@jest/globals";
import { noDefaultNamespace } from "./no-default-namespace";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const named = (type: string, metadata: { [key: string]: string }, fields: object = {}) =>
  judge(noDefaultNamespace, { type, props: { metadata: { name: "thing", ...metadata }, ...fields } });
const REMEDY = "name one of the environment's namespaces";

describe.each([
  ...WORKLOAD_KINDS.map(({ type }) => type),
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:core/v1:Service",
  "kubernetes:core/v1:ServiceAccount",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
])("no-default-namespace in %s", (type) => {
  const workload = validWorkload(type);
  const subject = (namespace: string) => `${type.split(":")[2]} ${namespace}svc-identity:`;

  it("accepts a namespace of its own", async () => {
    expect(await judge(noDefaultNamespace, workload)).toEqual({ violations: [] });
  });

  it("refuses none, and the default one", async () => {
    expect(await judge(noDefaultNamespace, withField(workload, "metadata.namespace", undefined))).toEqual({
      violations: [`${subject("")} metadata.namespace is not set; ${REMEDY}.`],
    });
    expect(await judge(noDefaultNamespace, withField(workload, "metadata.namespace", "default"))).toEqual({
      violations: [`${subject("default/")} metadata.namespace is "default"; ${REMEDY}.`],
    });
  });
});

it.each(["core/v1:Secret", "networking.k8s.io/v1:Ingress", "core/v1:ResourceQuota", "example.com/v1:Widget"])(
  "refuses %s without a namespace",
  async (token) => {
    const kind = token.split(":")[1] ?? "";
    expect(await named(`kubernetes:${token}`, {})).toEqual({
      violations: [
        `${kind} thing: metadata.namespace is not set; ${REMEDY}, or list ${kind} as cluster-scoped in no-default-namespace.ts.`,
      ],
    });
  },
);

it.each([
  "core/v1:Namespace",
  "core/v1:NodePatch",
  "apps/v1:DeploymentPatch",
  "storage.k8s.io/v1:StorageClass",
  "scheduling.k8s.io/v1:PriorityClass",
  "rbac.authorization.k8s.io/v1:ClusterRole",
])("asks nothing of %s", async (token) => {
  expect(await named(`kubernetes:${token}`, {})).toEqual({ violations: [] });
});

it.each(["helm.sh/v3:Release", "yaml:ConfigFile", "yaml/v2:ConfigGroup", "kustomize/v2:Directory"])(
  "asks nothing of %s, which is no object",
  async (token) => {
    expect(await named(`kubernetes:${token}`, {})).toEqual({ violations: [] });
  },
);

it("reports an unknown namespace", async () => {
  expect(await named("kubernetes:core/v1:Secret", { namespace: UNKNOWN })).toEqual({
    violations: [],
    advisory: "string value at .metadata.namespace can't be known during preview",
  });
});
