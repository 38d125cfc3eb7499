/** Which objects of a namespace nobody declared, and which kinds are looked at. */
import { describe, expect, it } from "@jest/globals";
import { kindsIn } from "./api-kinds";
import { declaredObjects } from "./declared-objects";
import { identityOf, lineOf, type LiveObject, strangers as undeclared } from "./strangers";
import { refreshed } from "./testing";

let count = 0;
const live = (kind: string, name: string, changes: Partial<LiveObject> = {}): LiveObject => ({
  ...{ group: "", kind, namespace: "fabric", name, uid: `uid-${++count}`, created: "2026-11-29T08:15:00Z", owners: [] },
  managers: ["kubectl-create"],
  ...changes,
});

const strangers = (...args: Parameters<typeof undeclared>) => undeclared(...args).map(lineOf);

describe("strangers", () => {
  it("are what isn't declared, with who made it and when", () => {
    const policy = live("NetworkPolicy", "allow-all", { group: "networking.k8s.io" });
    const ours = live("NetworkPolicy", "default-deny-all", {
      group: "networking.k8s.io",
      managers: ["pulumi-kubernetes-1"],
    });
    expect(strangers([policy, ours], new Set([identityOf(ours)]))).toEqual([
      "`NetworkPolicy fabric/allow-all`: not declared; created 2026-11-29T08:15:00Z by kubectl-create",
    ]);
    expect(strangers([ours], new Set([identityOf({ ...ours, namespace: "monitoring" })]))).toHaveLength(1);
    expect(strangers([live("ServiceAccount", "plain", { managers: [] })], new Set())).toEqual([
      expect.stringContaining("by somebody who left no name"),
    ]);
  });

  it("aren't parts: of a declared Deployment, or of a stranger that has its own line", () => {
    const controller = ["kube-controller-manager"];
    const family = (name: string) => {
      const deployment = live("Deployment", name, { group: "apps" });
      const set = live("ReplicaSet", `${name}-5d`, { owners: [deployment.uid], managers: controller });
      const pod = live("Pod", `${name}-5d-x`, { owners: [set.uid], managers: ["kubectl-label"] });
      return [deployment, set, pod];
    };
    const [ours, theirs] = [family("svc"), family("miner")];
    expect(strangers([...ours, ...theirs], new Set(ours.slice(0, 1).map(identityOf)))).toEqual([
      expect.stringContaining("`Deployment fabric/miner`"),
    ]);
    const orphan = live("Pod", "orphan", { owners: ["uid-of-nothing"] });
    const narcissus = live("Pod", "narcissus", { uid: "self", owners: ["self"] });
    expect(strangers([orphan, narcissus], new Set())).toHaveLength(2);
  });

  it("aren't what Kubernetes gives to every namespace, until somebody changes it", () => {
    const certificate = live("ConfigMap", "kube-root-ca.crt", { managers: ["kube-controller-manager"] });
    const account = live("ServiceAccount", "default", { managers: [] });
    const claim = live("PersistentVolumeClaim", "data-db-0", { managers: ["k3s", "kube-scheduler"] });
    expect(strangers([certificate, account, claim], new Set())).toEqual([]);
    const changed = { managers: ["kube-controller-manager", "kubectl-edit"] };
    expect(
      strangers(
        [
          { ...certificate, ...changed },
          { ...account, managers: ["kubectl-edit"] },
        ],
        new Set(),
      ),
    ).toHaveLength(2);
  });
});

describe("the kinds that are looked at", () => {
  const resource = (name: string, kind: string, changes: object = {}) => ({
    ...{ resource: name, scope: "Namespaced", verbs: ["create", "get", "list"], responseKind: { kind } },
    ...changes,
  });

  it("are all that somebody could add to a namespace, custom ones too, each once", () => {
    const core = {
      items: [{ versions: [{ version: "v1", resources: [resource("pods", "Pod"), resource("events", "Event")] }] }],
    };
    const groups = {
      items: [
        {
          metadata: { name: "example.org" },
          versions: [
            { version: "v2", resources: [resource("things", "Thing")] },
            { version: "v1", resources: [resource("things", "Thing"), resource("others", "Other")] },
          ],
        },
        {
          metadata: { name: "metrics.k8s.io" },
          versions: [
            {
              version: "v1beta1",
              resources: [
                resource("pods", "PodMetrics", { verbs: ["get", "list"] }),
                resource("reviews", "Review", { verbs: ["create"] }),
                resource("nodes", "NodeMetrics", { scope: "Cluster" }),
              ],
            },
          ],
        },
      ],
    };
    expect(kindsIn(core, groups)).toEqual([
      { group: "", kind: "Pod", root: "/api/v1", plural: "pods" },
      { group: "example.org", kind: "Thing", root: "/apis/example.org/v2", plural: "things" },
      { group: "example.org", kind: "Other", root: "/apis/example.org/v1", plural: "others" },
    ]);
  });
});

describe("what a preview declares", () => {
  it("is its objects by group, and the namespaces that stand already", () => {
    const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "svc", namespace: "fabric" } };
    const standing = refreshed("same", "kubernetes:core/v1:Namespace", namespace("fabric"), {});
    const { op, urn, newState } = refreshed("create", "kubernetes:core/v1:Namespace", namespace("new"), {});
    const steps = [standing, { op, urn, newState }, refreshed("same", "kubernetes:apps/v1:Deployment", deployment, {})];
    const declared = declaredObjects([...steps, refreshed("same", "gx:services:System", {}, {})]);
    expect(declared.namespaces).toEqual(["fabric"]);
    expect([...declared.identities]).toEqual(["/Namespace /fabric", "/Namespace /new", "apps/Deployment fabric/svc"]);
  });
});
