/** What is said of one resource: who took a field over, what was added, what is no drift; and that nothing secret is. */
import { describe, expect, it } from "@jest/globals";
import type { Fields, Step } from "../gate/preview";
import { resourceDrift } from "./resource-drift";
import { managedBy, refreshed } from "./testing";

const NOTHING = { changed: [], added: [], takenBackBy: [], notes: [] };
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/** An update, which compares what Pulumi's refresh found in the declared fields. */
function update(type: string, declared: Fields, found: Fields, live: Fields, managedFields: readonly Fields[]): Step {
  const step = refreshed("update", type, declared, live, managedFields);
  return { ...step, oldState: { ...step.oldState, type, inputs: found } };
}

describe("a resource", () => {
  it("that is as declared has no line, and neither has the look at it", () => {
    expect(resourceDrift(refreshed("same", DEPLOYMENT, {}, {}))).toEqual(NOTHING);
    const added = managedBy("kubectl-patch", { "f:spec": { "f:type": {} } });
    expect(resourceDrift(refreshed("refresh", DEPLOYMENT, {}, { spec: { type: "x" } }, [added]))).toEqual(NOTHING);
  });

  it("that was deleted by hand has one line", () => {
    expect(resourceDrift(refreshed("create", DEPLOYMENT, {}, {})).changed).toEqual([
      "create `kubernetes:apps/v1:Deployment::it`",
    ]);
  });

  it("that is to be adopted isn't said to be created", () => {
    const adoption = { name: "Deployment it", uid: "1", changes: "changes nothing that is known" };
    expect(resourceDrift({ ...refreshed("create", DEPLOYMENT, {}, {}), adoption }).changed).toEqual([
      "adopt `kubernetes:apps/v1:Deployment::it`",
    ]);
  });

  it("of which a map is empty has a line for what is missing in it, and none for the map", () => {
    const spec = (value: Fields) => ({ spec: { template: value } });
    const step = update(DEPLOYMENT, spec({ a: 1, b: 2 }), spec({}), spec({}), []);
    expect(resourceDrift(step).changed).toEqual([
      expect.stringContaining("`spec.template.a`: `(not set)` → `1`"),
      expect.stringContaining("`spec.template.b`: `(not set)` → `2`"),
    ]);
  });

  it("of which somebody took a field over has one line, with both values and who it was", () => {
    const labels = (enforce: string) => ({ metadata: { labels: { "pod-security.kubernetes.io/enforce": enforce } } });
    const owned = managedBy("kubectl-label", {
      "f:metadata": { "f:labels": { "f:pod-security.kubernetes.io/enforce": {} } },
    });
    const [declared, live] = [labels("restricted"), labels("privileged")];
    expect(resourceDrift(update("kubernetes:core/v1:Namespace", declared, live, live, [owned]))).toEqual({
      ...NOTHING,
      changed: [
        'update `kubernetes:core/v1:Namespace::it`: `metadata.labels.pod-security.kubernetes.io/enforce`: `"privileged"` → `"restricted"`, set by kubectl-label, 2026-11-29T08:15:00Z',
      ],
    });
  });

  it("turned NodePort has one line for all that comes with it", () => {
    const live = { spec: { type: "NodePort", ports: [{ port: 80, protocol: "TCP", nodePort: 30080 }] } };
    const ports = { 'k:{"port":80,"protocol":"TCP"}': { "f:nodePort": {} } };
    const owned = managedBy("kubectl-edit", { "f:spec": { "f:type": {}, "f:ports": ports } });
    const service = refreshed("same", "kubernetes:core/v1:Service", { spec: { ports: [{ port: 80 }] } }, live, [owned]);
    expect(resourceDrift(service).added).toEqual([
      '`Service fabric/it`: `spec.type` = `"NodePort"`, `spec.ports[port=80,protocol=TCP].nodePort`, set by kubectl-edit, 2026-11-29T08:15:00Z',
    ]);
  });

  it("with a container before the declared one has one line, however Pulumi counts them", () => {
    const spec = (...names: string[]) => ({
      spec: { containers: names.map((name) => ({ name, image: `docker.io/${name}` })) },
    });
    const owned = managedBy("kubectl-patch", {
      "f:spec": { "f:containers": { 'k:{"name":"helper"}': { ".": {}, "f:image": {}, "f:name": {} } } },
    });
    const step = update(DEPLOYMENT, spec("service"), spec("helper"), spec("helper", "service"), [owned]);
    expect(resourceDrift(step)).toMatchObject({
      changed: [],
      added: ["`Deployment fabric/it`: `spec.containers[name=helper]`, set by kubectl-patch, 2026-11-29T08:15:00Z"],
    });
  });

  it("shows no value of an environment variable, an annotation or a Secret", () => {
    const env = (value: string) => ({ spec: { containers: [{ name: "a", env: [{ name: "X", value }] }] } });
    const annotated = { metadata: { annotations: { note: "hunter2" } } };
    const item = { 'k:{"name":"X"}': { "f:value": {} } };
    const lines = [
      update(DEPLOYMENT, env("1"), env("hunter2"), env("hunter2"), [
        managedBy("kubectl-set", { "f:spec": { "f:containers": { 'k:{"name":"a"}': { "f:env": item } } } }),
      ]),
      refreshed("same", DEPLOYMENT, {}, annotated, [
        managedBy("kubectl-annotate", { "f:metadata": { "f:annotations": { "f:note": {} } } }),
      ]),
      refreshed("same", "kubernetes:core/v1:Secret", { data: "[secret]" }, { data: "[secret]" }, [
        managedBy("kubectl-patch", { "f:data": { "f:password": {} } }),
      ]),
    ].flatMap((step) => [...resourceDrift(step).changed, ...resourceDrift(step).added]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain("`(not shown)` → `(not shown)`, set by kubectl-set");
    expect(lines[2]).toContain("`data.password`, set by kubectl-patch");
    expect(lines.join()).not.toContain("hunter2");
  });

  it("that a Patch names belongs to somebody else", () => {
    const owned = managedBy("kubelet-of-old", { "f:spec": { "f:podCIDR": {} } });
    expect(
      resourceDrift(refreshed("same", "kubernetes:core/v1:NodePatch", {}, { spec: { podCIDR: "x" } }, [owned])),
    ).toEqual(NOTHING);
  });
});

describe("no drift", () => {
  it("is a workload that isn't ready, which Pulumi would update for no field's sake", () => {
    const live = { spec: { replicas: 3 }, status: { readyReplicas: 1 } };
    const step = refreshed("update", DEPLOYMENT, { spec: { replicas: 3 } }, live);
    expect(resourceDrift(step)).toEqual({ ...NOTHING, notes: ["`Deployment fabric/it`: not ready: 1 of 3 pods"] });
    const secret = { ...step, detailedDiff: { "spec.template": { kind: "update" } } };
    expect(resourceDrift(secret).changed).toEqual(["update `kubernetes:apps/v1:Deployment::it`: a secret value"]);
  });

  it("is a restart with kubectl, but nothing set along with it", () => {
    const annotations = { "kubectl.kubernetes.io/restartedAt": "2026-11-29T08:15:00Z", other: "x" };
    const live = { spec: { template: { metadata: { annotations } } } };
    const restart = (...keys: string[]) =>
      managedBy("kubectl-rollout", {
        "f:spec": {
          "f:template": {
            "f:metadata": { "f:annotations": { ".": {}, ...Object.fromEntries(keys.map((key) => [key, {}])) } },
          },
        },
      });
    const of = (...keys: string[]) => resourceDrift(refreshed("same", DEPLOYMENT, {}, live, [restart(...keys)]));
    expect(of("f:kubectl.kubernetes.io/restartedAt")).toEqual({
      ...NOTHING,
      notes: ["`Deployment fabric/it`: restarted by kubectl-rollout, 2026-11-29T08:15:00Z"],
    });
    expect(of("f:kubectl.kubernetes.io/restartedAt", "f:other").added).toHaveLength(1);
  });
});
