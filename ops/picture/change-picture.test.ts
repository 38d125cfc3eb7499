/**
 * What opens and closes, out of previews that are put together here. That the policies are read as Kubernetes means them, of everything
 * that is declared, tests/networking shows; the real engine's preview is drawn in tests/lifecycle/workflows.test.ts.
 */
import { describe, expect, it } from "@jest/globals";
import { SERVERS } from "../../stacks/inventory";
import { UNKNOWN } from "../gate/masked";
import type { Fields, Preview, Step } from "../gate/preview";
import { previewOf, step } from "../gate/testing";
import { changePicture } from "./change-picture";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const NAME = "app.kubernetes.io/name";

function deployment(name: string, { replicas = 1, image = "a", role = "primary" } = {}): Fields {
  const containers = [{ image, ports: [{ name: "sql", containerPort: 5432 }] }];
  const template = {
    metadata: { labels: { [NAME]: name } },
    spec: { containers, nodeSelector: { "node-role": role } },
  };
  return { metadata: { namespace: "backend", name }, spec: { replicas, template } };
}
const policy = (spec: Fields): Fields => ({ metadata: { namespace: "backend" }, spec });
const named = (name: string) => ({ matchLabels: { [NAME]: name } });
const ingress = (name: string, from: readonly Fields[], ports: readonly Fields[] = [{ port: 5432 }]): Fields =>
  policy({ podSelector: named(name), policyTypes: ["Ingress"], ingress: [{ from, ports }] });
const egress = (name: string, to: readonly Fields[]): Fields =>
  policy({ podSelector: named(name), policyTypes: ["Egress"], egress: [{ to, ports: [{ port: 5432 }] }] });
const DENY = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });

const same = (type: string, name: string, inputs: Fields) => step("same", type, name, { old: inputs, now: inputs });
const ESTATE: readonly Step[] = [
  same(POLICY, "deny", DENY),
  ...["admin", "db"].map((name) => same(DEPLOYMENT, name, deployment(name))),
  same(POLICY, "admin-egress", egress("admin", [{ podSelector: named("db") }])),
];

/** Boxes as `text [look] in place`, arrows as `from look ports to`. */
function seen(...steps: readonly Step[]): readonly string[] | undefined {
  return inWords(previewOf(...ESTATE, ...steps));
}
function inWords(preview: Preview): readonly string[] | undefined {
  const change = changePicture(preview, SERVERS);
  if (change === undefined) return undefined;
  if ("undrawn" in change) return [change.undrawn];
  const { nodes, edges } = change.picture;
  return [
    ...nodes.map(({ lines, look, within }) => `${lines.join(" + ")} [${look}] in ${within.join("/")}`),
    ...edges.map(({ from, to, ports, look }) => `${from} ${look} ${ports} to ${to}`),
  ];
}
const flowsSeen = (...steps: readonly Step[]) => seen(...steps)?.filter((text) => / (opens|closes) /.test(text));

const PRIMARY = "VPS-1 Kuala Lumpur · VPS-2 Phoenix, USA · VPS-3 Frankfurt, Germany";

describe("a change", () => {
  it("of nothing that is drawn gives no picture", () => {
    expect(seen()).toBeUndefined();
    expect(seen(step("update", "kubernetes:core/v1:Service", "s", { old: { a: 1 }, now: { a: 2 } }))).toBeUndefined();
  });

  it("opens a flow when the second of both ends allows it, and closes it when either stops", () => {
    const into = ingress("db", [{ podSelector: named("admin") }]);
    expect(seen(step("create", POLICY, "db-ingress", { now: into }))).toEqual([
      `admin ×1 [plain] in ${PRIMARY}/backend`,
      `db ×1 [plain] in ${PRIMARY}/backend`,
      "backend/admin opens TCP 5432 to backend/db",
    ]);
    expect(flowsSeen(step("delete", POLICY, "db-ingress", { old: into }))).toEqual([
      "backend/admin closes TCP 5432 to backend/db",
    ]);
    const other = ingress("db", [{ podSelector: named("somebody") }]);
    expect(flowsSeen(step("update", POLICY, "db-ingress", { old: into, now: other }))).toEqual([
      "backend/admin closes TCP 5432 to backend/db",
    ]);
  });

  it("that adopts a workload doesn't call it new", () => {
    const adoption = { name: "Deployment backend/ledger", uid: "1", changes: "changes nothing that is known" };
    const [ledger, tax] = [deployment("ledger"), deployment("tax")];
    const steps = [
      step("create", DEPLOYMENT, "ledger", { now: ledger, adoption }),
      step("create", DEPLOYMENT, "tax", { now: tax }),
    ];
    expect(seen(...steps)).toEqual(
      expect.arrayContaining([
        `ledger ×1, adopted [adopted] in ${PRIMARY}/backend`,
        `tax ×1, new [new] in ${PRIMARY}/backend`,
      ]),
    );
  });

  it("that only one end allows opens nothing", () => {
    expect(
      seen(step("create", POLICY, "admin-ingress", { now: ingress("admin", [{ podSelector: {} }]) })),
    ).toBeUndefined();
  });

  it("of a named port means the callee's number", () => {
    const into = ingress("db", [{ podSelector: {} }], [{ port: "sql" }]);
    expect(flowsSeen(step("create", POLICY, "x", { now: into }))).toEqual([
      "backend/admin opens TCP 5432 to backend/db",
    ]);
  });

  it("that takes default deny away opens everything, from anyone", () => {
    const flows = inWords(previewOf(...ESTATE.slice(1), step("delete", POLICY, "deny", { old: DENY })));
    expect(flows).toContain("anyone opens every port to backend/db");
    expect(flows).toContain("backend/db opens every port to anyone");
    expect(flows).toContain("backend/admin opens TCP 5432 to backend/db");
  });

  it("names what lies outside: servers, addresses, pods of other namespaces", () => {
    const outside = [
      { ipBlock: { cidr: `${SERVERS[0]!.publicIpv4}/32` } },
      { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } },
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
        podSelector: named("traefik"),
      },
      { namespaceSelector: {} },
    ];
    const boxes = seen(step("create", POLICY, "x", { now: egress("db", outside) }))?.filter((text) =>
      text.includes("[outside]"),
    );
    expect(boxes).toEqual([
      "VPS-1 72.60.210.201 + 0.0.0.0/0 without 1 ranges + kube-system: traefik + namespaces of any kind: pods of any kind [outside] in ",
    ]);
  });

  it("shows what comes, goes, moves, grows or gets another image", () => {
    const change = (now: Parameters<typeof deployment>[1]) =>
      inWords(
        previewOf(
          same(POLICY, "deny", DENY),
          step("update", DEPLOYMENT, "a", { old: deployment("a"), now: deployment("a", now) }),
        ),
      );
    expect(change({ replicas: 3 })).toEqual([`a ×1 → ×3, changed [changed] in ${PRIMARY}/backend`]);
    expect(change({ image: "b" })).toEqual([`a ×1, changed [changed] in ${PRIMARY}/backend`]);
    expect(change({ role: "testdev" })).toEqual([`a ×1, changed [changed] in VPS-4/backend`]);
    expect(change({ role: "nobody" })).toEqual(["a ×1, changed [changed] in no server takes it/backend"]);
    expect(
      inWords(previewOf(same(POLICY, "deny", DENY), step("create", DEPLOYMENT, "a", { now: deployment("a") }))),
    ).toEqual([`a ×1, new [new] in ${PRIMARY}/backend`]);
    expect(
      inWords(previewOf(same(POLICY, "deny", DENY), step("delete", DEPLOYMENT, "a", { old: deployment("a") }))),
    ).toEqual([`a ×1, removed [removed] in ${PRIMARY}/backend`]);
  });

  it("of a job that is replaced under a new name is one job that changed", () => {
    const job = (name: string): Fields => ({
      metadata: { namespace: "backend", name },
      spec: { template: { metadata: { labels: { [NAME]: "reconcile" } }, spec: { containers: [{ image: name }] } } },
    });
    const replaced = ["create-replacement", "replace", "delete-replaced"].map((op) =>
      step(op, "kubernetes:batch/v1:Job", "job", {
        old: job("r-1"),
        ...(op !== "delete-replaced" && { now: job("r-2") }),
      }),
    );
    expect(inWords(previewOf(same(POLICY, "deny", DENY), ...replaced))).toEqual([
      expect.stringMatching(/^reconcile job, changed \[changed\]/),
    ]);
  });
});

describe("no picture is guessed", () => {
  it("where the preview failed", () => {
    expect(inWords({ ...previewOf(...ESTATE), errors: ["boom"] })).toEqual([
      expect.stringContaining("the preview failed"),
    ]);
  });

  it("where a policy isn't known yet; what a container holds, or a job is named after, doesn't matter", () => {
    const unknown = policy({ podSelector: { matchLabels: { [NAME]: UNKNOWN } } });
    expect(seen(step("create", POLICY, "x", { now: unknown }))).toEqual([
      expect.stringContaining("isn't known before"),
    ]);
    const update = step("update", DEPLOYMENT, "x", { old: deployment("x"), now: deployment("x", { image: UNKNOWN }) });
    expect(inWords(previewOf(same(POLICY, "deny", DENY), update))).toHaveLength(1);
    const job: Fields = {
      ...deployment("reconcile"),
      metadata: { namespace: "backend", name: `reconcile-${UNKNOWN}` },
    };
    const created = step("create", "kubernetes:batch/v1:Job", "reconcile", { now: job });
    expect(inWords(previewOf(same(POLICY, "deny", DENY), created))).toEqual([
      expect.stringMatching(/^reconcile job, new/),
    ]);
  });
});
