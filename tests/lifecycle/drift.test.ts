/**
 * What somebody does to a cluster by hand, found by the script that runs every night, on a real API server: who set what is as the
 * server records it. Each is found with one line; what is no drift is told apart; the repair and the commands that the report names
 * work as written. Doesn't show a Service turned NodePort, which the namespaces' quota refuses (ops/drift/resource-drift.test.ts does),
 * nor what K3s' own controllers write.
 */
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";
import { until } from "../support/until";
import { checkoutOnLab, type LabCheckout } from "./lab-checkout";

const TIMEOUT_MS = 1_800_000;
const NAMESPACE = "backend-mainnet";

let test: TestLab;
let checkout: LabCheckout;
beforeAll(async () => {
  test = await startCopyOfDeployedLab("drift");
  checkout = await checkoutOnLab(test, "mainnet");
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** The report of the script that the workflow runs, which must have ended with that code. */
async function drift(expected: number): Promise<string> {
  const args = ["toolchain/bootstrap.mjs", "ops/drift.ts", "--stack", "mainnet"];
  const { code, stdout, all } = await checkout.run(process.execPath, args);
  exited(expected, code, all);
  return stdout;
}

const linesOf = (report: string) => report.split("\n").filter((line) => line.startsWith("- "));
const kubectl = (...args: readonly string[]) => test.kubectl.run(args);
const patch = (kind: string, name: string, change: object, type = "strategic", namespace = NAMESPACE) =>
  kubectl("--namespace", namespace, "patch", kind, name, `--type=${type}`, `--patch=${JSON.stringify(change)}`);
const apply = (object: object) => test.kubectl.run(["create", "--filename=-"], JSON.stringify(object));

/** Runs a command of the report as somebody would paste it. */
async function inShell(command: string): Promise<void> {
  const more = {
    KUBECONFIG: test.lab.kubeconfigPath,
    PATH: `${path.dirname(test.lab.kubectlPath)}:${process.env.PATH}`,
  };
  const { code, all } = await checkout.run("sh", ["-c", command], more);
  exited(0, code, all);
}

const metadata = { name: "by-hand", namespace: "fabric" };
const RULES = "rbac.authorization.k8s.io";
const OF_POD = (spec: object) => ({ spec: { template: { spec } } });
/** Restricted, so that the namespace admits it. */
const CONTAINER = {
  name: "by-hand",
  image: "docker.io/library/by-hand:1",
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "10m", memory: "16Mi" } },
  securityContext: {
    ...{ allowPrivilegeEscalation: false, runAsNonRoot: true, runAsUser: 1000 },
    ...{ capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
  },
};
/** A value that nothing may show. */
const HIDDEN = "hunter2";

/** How the one line begins, and what is done by hand. */
const ADDITIONS: readonly (readonly [line: string, done: () => Promise<string>])[] = [
  [
    "- `NetworkPolicy fabric/default-deny-all`: `spec.ingress`, set by kubectl-patch, ",
    () => patch("networkpolicy", "default-deny-all", { spec: { ingress: [{}] } }, "merge", "fabric"),
  ],
  [
    "- `NetworkPolicy backend-mainnet/svc-tax-ingress`: `spec.ingress`, set by kubectl-patch, ",
    () => patch("networkpolicy", "svc-tax-ingress", [{ op: "add", path: "/spec/ingress/-", value: {} }], "json"),
  ],
  [
    "- `Deployment backend-mainnet/svc-admin`: `spec.template.spec.containers[name=by-hand]`, set by kubectl-patch, ",
    () => patch("deployment", "svc-admin", OF_POD({ containers: [CONTAINER] })),
  ],
  [
    "- `Deployment backend-mainnet/svc-identity`: `spec.template.spec.volumes[name=by-hand]`, set by kubectl-patch, ",
    () => patch("deployment", "svc-identity", OF_POD({ volumes: [{ name: "by-hand", emptyDir: {} }] })),
  ],
  [
    "- `Deployment backend-mainnet/svc-loanpool`: `spec.template.spec.containers[name=service].env[name=BY_HAND]`, set by kubectl-set, ",
    () => kubectl("--namespace", NAMESPACE, "set", "env", "deployment/svc-loanpool", `BY_HAND=${HIDDEN}`),
  ],
  [
    "- `Service backend-mainnet/svc-admin`: `spec.externalIPs`, `spec.externalTrafficPolicy` = ",
    () => patch("service", "svc-admin", { spec: { externalIPs: ["192.0.2.1"] } }),
  ],
  [
    '- `Namespace monitoring`: `metadata.labels.pod-security.kubernetes.io/by-hand` = `"1"`, set by kubectl-label, ',
    () => kubectl("label", "namespace", "monitoring", "pod-security.kubernetes.io/by-hand=1"),
  ],
  ...[
    { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", spec: { podSelector: {}, ingress: [{}] } },
    { apiVersion: `${RULES}/v1`, kind: "Role", rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }] },
    { apiVersion: `${RULES}/v1`, kind: "RoleBinding", roleRef: { apiGroup: RULES, kind: "Role", name: "by-hand" } },
    { apiVersion: "v1", kind: "Pod", spec: { containers: [CONTAINER], automountServiceAccountToken: false } },
    { apiVersion: "v1", kind: "Secret", stringData: { password: HIDDEN } },
    {
      ...{ apiVersion: "apps/v1", kind: "Deployment" },
      spec: {
        selector: { matchLabels: { by: "hand" } },
        // The owner's label, as a copied template has it, makes nothing declared.
        template: {
          metadata: { labels: { by: "hand", "gxcoin.money/owner-stack": "mainnet" } },
          spec: { containers: [CONTAINER], nodeSelector: { "node-role": "primary" } },
        },
      },
    },
  ].map(
    (object) =>
      [`- \`${object.kind} fabric/by-hand\`: not declared; created `, () => apply({ ...object, metadata })] as const,
  ),
];

describe("what was added by hand", () => {
  it(
    "is found, with one line each and nothing secret, and taken back by the commands that the report names",
    async () => {
      expect(await drift(0)).toBe("Everything is as declared.\n");
      for (const [, done] of ADDITIONS) await done();
      const report = await drift(1);
      const lines = linesOf(report);
      for (const [line] of ADDITIONS) expect(lines).toContainEqual(expect.stringMatching(startingWith(line)));
      expect(lines).toHaveLength(ADDITIONS.length);
      expect(report).not.toContain(HIDDEN);

      const commands = report.split("\n").filter((line) => line.startsWith("    kubectl "));
      expect(commands).toHaveLength(ADDITIONS.length);
      for (const command of commands) await inShell(command);
      await ready();
      expect(await drift(0)).toContain("Everything is as declared.\n");
    },
    TIMEOUT_MS,
  );
});

describe("a field that somebody took over", () => {
  it(
    "has one line, and the repair that the report names puts it back",
    async () => {
      const label = "pod-security.kubernetes.io/enforce";
      await kubectl("label", "namespace", "fabric", `${label}=privileged`, "--overwrite");
      const report = await drift(1);
      expect(linesOf(report)).toEqual([
        expect.stringContaining(
          `\`metadata.labels.${label}\`: \`"privileged"\` → \`"restricted"\`, set by kubectl-label, `,
        ),
      ]);

      const [, words = ""] = /^ {4}npm (.*)$/m.exec(report) ?? [];
      const repair = await checkout.run("npm", words.split(" "));
      exited(0, repair.code, repair.all);
      expect(await kubectl("get", "namespace", "fabric", "--output=jsonpath={.metadata.labels}")).toContain(
        `"${label}":"restricted"`,
      );
      expect(await drift(0)).toBe("Everything is as declared.\n");
    },
    TIMEOUT_MS,
  );
});

describe("no drift", () => {
  it(
    "is a workload that isn't ready, or that was restarted: both are told apart",
    async () => {
      await kubectl("--namespace", NAMESPACE, "rollout", "restart", "deployment/svc-tax");
      await ready();
      const nodes = (await kubectl("get", "nodes", "--output=name")).split("\n").filter(Boolean);
      await kubectl("cordon", ...nodes);
      await kubectl("--namespace", NAMESPACE, "delete", "pod", "--selector=app.kubernetes.io/name=projector");
      await until("the projector isn't ready", async () => (await unready()).includes("projector") || "it is");
      const report = await drift(0);
      expect(report).toContain(
        "No drift, but in mainnet: `Deployment backend-mainnet/projector`: not ready: 0 of 1 pods\n",
      );
      expect(report).toMatch(/`Deployment backend-mainnet\/svc-tax`: restarted by kubectl-rollout, /);
    },
    TIMEOUT_MS,
  );
});

function startingWith(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);
}

/** The Deployments that have fewer pods than they should, or old ones. */
async function unready(): Promise<readonly string[]> {
  const { items } = await test.kubectl.get<{ items: readonly DeploymentItem[] }>(
    "deployments",
    `--namespace=${NAMESPACE}`,
  );
  return items
    .filter(
      ({ spec, status, metadata: { generation } }) =>
        status.observedGeneration !== generation ||
        status.availableReplicas !== spec.replicas ||
        status.updatedReplicas !== spec.replicas ||
        status.replicas !== spec.replicas,
    )
    .map((item) => item.metadata.name);
}

interface DeploymentItem {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly availableReplicas?: number;
    readonly updatedReplicas?: number;
    readonly replicas?: number;
  };
}

const ready = () => until("all are ready", async () => (await unready()).join(", ") || true);
