/** Who set what on an object, as the API server records it. Doesn't show that it records it so: tests/lifecycle/drift.test.ts does. */
import { describe, expect, it } from "@jest/globals";
import type { Fields } from "../gate/preview";
import { foreignFields, ownedPaths, textOf, valueOf } from "./managed-fields";
import { managedBy } from "./testing";

const OURS = "pulumi-kubernetes-1a2b3c4d";
const pod = (containers: readonly Fields[]): Fields => ({ spec: { template: { spec: { containers } } } });
const inPod = (below: Fields): Fields => ({ "f:spec": { "f:template": { "f:spec": below } } });
const SERVICE = { name: "service", image: "docker.io/svc:1", ports: [{ containerPort: 3000 }] };

function found(declared: Fields, live: Fields, ...managedFields: readonly Fields[]): string[] {
  return foreignFields({ ...live, metadata: { managedFields }, __fieldManager: OURS }, declared).map(
    ({ path, isDeclared, manager }) => `${isDeclared ? "changed" : "added"} ${textOf(path)} by ${manager}`,
  );
}

describe("the paths that a manager owns", () => {
  it("are the leaves: fields, items by keys, by value and by place", () => {
    const paths = ownedPaths({
      "f:metadata": { "f:finalizers": { ".": {}, 'v:"example.org/keep"': {} } },
      "f:spec": {
        "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {} } },
        "f:args": { "i:0": {} },
        "f:type": {},
      },
    });
    expect(paths.map(textOf)).toEqual([
      'metadata.finalizers["example.org/keep"]',
      "spec.ports[port=80,protocol=TCP].port",
      "spec.args[0]",
      "spec.type",
    ]);
  });

  it("lead to values, past keys that are left to their default, and no further than a mask", () => {
    const object = { ports: [{ port: 80, name: "http" }], keep: ["a", "b"], data: "[secret]" };
    expect(valueOf(object, ["ports", { keys: { port: 80, protocol: "TCP" } }, "name"])).toBe("http");
    expect(valueOf(object, ["ports", { keys: { port: 81 } }])).toBeUndefined();
    expect(valueOf(object, ["keep", { value: "b" }])).toBe("b");
    expect(valueOf(object, ["keep", { index: 0 }])).toBe("a");
    expect(valueOf(object, ["data", "password"])).toBe("[secret]");
    expect(valueOf(object, ["toString"])).toBeUndefined();
  });
});

describe("what others set", () => {
  it("is a rule in a policy that declares none, and a second one where the list is one value", () => {
    const rules = managedBy("kubectl-patch", { "f:spec": { "f:ingress": {} } });
    const declared = { spec: { ingress: [{ ports: [{ port: 3000 }] }] } };
    const asIs = { ports: [{ port: 3000, protocol: "TCP" }] };
    expect(found({ spec: {} }, { spec: { ingress: [{}] } }, rules)).toEqual(["added spec.ingress by kubectl-patch"]);
    expect(found(declared, { spec: { ingress: [asIs, {}] } }, rules)).toEqual([
      "changed spec.ingress by kubectl-patch",
    ]);
    expect(found(declared, { spec: { ingress: [asIs] } }, rules)).toEqual([]);
    const range = { ports: [{ port: 3000, endPort: 4000, protocol: "TCP" }] };
    expect(found(declared, { spec: { ingress: [range] } }, rules)).toHaveLength(1);
  });

  it("is a sidecar, a volume and an environment variable, each as one", () => {
    const owned = inPod({
      "f:containers": {
        'k:{"name":"service"}': { "f:env": { ".": {}, 'k:{"name":"X"}': { ".": {}, "f:name": {}, "f:value": {} } } },
        'k:{"name":"helper"}': { ".": {}, "f:image": {}, "f:name": {}, "f:resources": {} },
      },
      "f:volumes": { ".": {}, 'k:{"name":"host"}': { ".": {}, "f:hostPath": { "f:path": {} }, "f:name": {} } },
    });
    const live = pod([{ name: "helper" }, { ...SERVICE, env: [{ name: "X", value: "1" }] }]);
    expect(found(pod([SERVICE]), live, managedBy("kubectl-edit", owned))).toEqual([
      "added spec.template.spec.containers[name=service].env[name=X] by kubectl-edit",
      "added spec.template.spec.containers[name=helper] by kubectl-edit",
      "added spec.template.spec.volumes[name=host] by kubectl-edit",
    ]);
  });

  it("is a field inside a declared item, by whoever set it", () => {
    const owned = inPod({
      "f:containers": { 'k:{"name":"service"}': { "f:image": {}, "f:securityContext": { "f:privileged": {} } } },
    });
    const live = pod([{ ...SERVICE, image: "docker.io/other:1", securityContext: { privileged: true } }]);
    expect(found(pod([SERVICE]), live, managedBy("helm", owned))).toEqual([
      "changed spec.template.spec.containers[name=service].image by helm",
      "added spec.template.spec.containers[name=service].securityContext.privileged by helm",
    ]);
  });

  it("isn't what was put back, what Kubernetes keeps, a status, or the provider's own", () => {
    const labels = { "f:metadata": { "f:labels": { "f:tier": {} } } };
    const live = { metadata: { labels: { tier: "a" } }, spec: { replicas: 3 }, status: { ready: 1 } };
    const replicas = { "f:spec": { "f:replicas": {} } };
    expect(found({ spec: { replicas: 3 } }, live, managedBy("kubectl-scale", replicas))).toEqual([]);
    expect(found({ spec: { replicas: 2 } }, live, managedBy("kubectl-scale", replicas))).toHaveLength(1);
    expect(found({}, live, managedBy("kube-controller-manager", replicas))).toEqual([]);
    expect(found({}, live, managedBy("k3s", replicas))).toEqual([]);
    expect(found({}, live, managedBy("operator", replicas, "status"))).toEqual([]);
    expect(found({}, live, managedBy("operator", { "f:status": { "f:ready": {} } }))).toEqual([]);
    expect(found({}, live, managedBy(OURS, labels))).toEqual([]);
  });

  it("is another stack's too: the provider has a name of its own for each object", () => {
    const owned = managedBy("pulumi-kubernetes-ffffffff", { "f:spec": { "f:type": {} } });
    expect(found({ spec: {} }, { spec: { type: "NodePort" } }, owned)).toHaveLength(1);
  });

  it("counts in a Secret unless the provider owns it as well: its values are masked", () => {
    const key = { "f:data": { "f:password": {} } };
    const secret = { data: "[secret]" };
    expect(found(secret, secret, managedBy("kubectl-patch", key))).toEqual(["changed data.password by kubectl-patch"]);
    expect(found(secret, secret, managedBy(OURS, key), managedBy("kubectl-patch", key))).toEqual([]);
  });
});
