/**
 * Drift is put right by the script that the workflow runs, on a real API server and a real engine: what somebody changed by hand, and
 * what K3s applies again when its nodes start. What the gate refuses changes nothing.
 *
 * Doesn't show that K3s does at a start what the lab does in its place (lab/register-nodes.ts, lab/addons.ts), nor that GitHub has the
 * environment's reviewers asked.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { labNodesOf } from "../../lab/inventory-nodes";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";
import { checkoutOnLab, type LabCheckout } from "./lab-checkout";

const TIMEOUT_MS = 1_800_000;
const NAMESPACE = "backend-mainnet";
const ENFORCE = "pod-security.kubernetes.io/enforce";

let test: TestLab;
let checkout: LabCheckout;
beforeAll(async () => {
  test = await startCopyOfDeployedLab("repair");
  checkout = await checkoutOnLab(test, "mainnet");
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** What a script of `ops/` prints, which must have ended with that code. */
async function script(name: "drift" | "repair", expected: number, ...more: readonly string[]): Promise<string> {
  const args = ["toolchain/bootstrap.mjs", `ops/${name}.ts`, "--stack", "mainnet", ...more];
  const { code, stdout, all } = await checkout.run(process.execPath, args);
  exited(expected, code, all);
  return stdout;
}
const drift = (expected: number) => script("drift", expected);
const repair = (expected: number, ...more: readonly string[]) => script("repair", expected, ...more);

const kubectl = (...args: readonly string[]) => test.kubectl.run(args);
const fieldOf = (path: string, ...object: readonly string[]) =>
  kubectl("get", ...object, `--output=jsonpath={${path}}`);
const enforced = () => fieldOf(`.metadata.labels.${ENFORCE.replaceAll(".", "\\.")}`, "namespace", "fabric");
const replicas = (...object: readonly string[]) => fieldOf(".spec.replicas", ...object);
const ADMIN = [`--namespace=${NAMESPACE}`, "deployment/svc-admin"];
const DATABASE = [`--namespace=${NAMESPACE}`, "statefulset/postgres"];
const label = (value: string) => kubectl("label", "namespace", "fabric", `${ENFORCE}=${value}`, "--overwrite");

describe("what somebody changed by hand", () => {
  it(
    "is shown, and put right as it was shown, but not as something else",
    async () => {
      const declared = await replicas(...ADMIN);
      await label("privileged");
      await kubectl("scale", ...ADMIN, "--replicas=0");
      await drift(1);

      const shown = await repair(0, "--preview");
      expect(shown).toMatch(/^repair of mainnet: 2 changes to put right/);
      expect(shown).toContain(
        `\`metadata.labels.${ENFORCE}\`: \`"privileged"\` → \`"restricted"\`, set by kubectl-label`,
      );
      expect(shown).toContain(`\`spec.replicas\`: \`0\` → \`${declared}\``);
      expect([await enforced(), await replicas(...ADMIN)]).toEqual(["privileged", "0"]);

      const digest = /--reviewed (sha256:\w+)/.exec(shown)?.[1] ?? "";
      await label("baseline");
      expect(await repair(1, "--reviewed", digest)).toContain("Nothing was changed: what was reviewed is");
      expect([await enforced(), await replicas(...ADMIN)]).toEqual(["baseline", "0"]);

      expect(await repair(0)).toContain("Everything is as declared.\n");
      expect([await enforced(), await replicas(...ADMIN)]).toEqual(["restricted", declared]);
      expect(await drift(0)).toBe("Everything is as declared.\n");
    },
    TIMEOUT_MS,
  );

  it(
    "stays as it is where the gate refuses to put it right, all of it",
    async () => {
      await label("privileged");
      await kubectl("scale", ...DATABASE, "--replicas=5");
      const refused = await repair(1);
      expect(refused).toContain("quorum-group  quorum-group::backend-mainnet/postgres  2 members at once");
      expect(refused).toContain("Nothing was changed.");
      expect([await enforced(), await replicas(...DATABASE)]).toEqual(["privileged", "5"]);

      await kubectl("scale", ...DATABASE, "--replicas=3");
      await repair(0);
      expect([await enforced(), await replicas(...DATABASE)]).toEqual(["restricted", "3"]);
    },
    TIMEOUT_MS,
  );
});

describe("what K3s applies again at a start", () => {
  it(
    "is seen and put right: other labels given at registration, and CoreDNS as K3s ships it",
    async () => {
      const nodes = labNodesOf();
      const [first] = nodes as [(typeof nodes)[number]];
      const { "node-role": role, zone } = first.labels;
      const others = { ...first.labels, "node-role": "elsewhere", zone: "elsewhere" };
      const coreDns = ["--namespace=kube-system", "deployment/coredns"];
      const service = ["--namespace=kube-system", "service/kube-dns"];
      const declared = await replicas(...coreDns);
      // Somebody deletes it to have it made anew, or an upgrade replaces it: K3s makes it again from its own manifest.
      await kubectl("delete", ...coreDns);
      await kubectl("delete", ...service);
      await test.restart([{ ...first, labels: others }, ...nodes.slice(1)]);
      expect(await replicas(...coreDns)).toBe("1");

      const report = await drift(1);
      expect(report).toContain(`\`metadata.labels.node-role\`: \`"elsewhere"\` → \`"${role}"\``);
      expect(report).toContain(`\`metadata.labels.zone\`: \`"elsewhere"\` → \`"${zone}"\``);
      expect(report).toContain("DeploymentPatch::cluster-layer-coredns`");
      expect(report).toContain("ServicePatch::cluster-layer-kube-dns`");

      expect(await repair(0)).toContain("Everything is as declared.\n");
      expect(await replicas(...coreDns)).toBe(declared);
      expect(await fieldOf(".spec.template.spec.affinity.podAntiAffinity", ...coreDns)).toContain(
        "kubernetes.io/hostname",
      );
      expect(await fieldOf(".spec.trafficDistribution", ...service)).toBe("PreferSameNode");
      expect(await fieldOf(".metadata.labels.node-role", "node", first.name)).toBe(role);
    },
    TIMEOUT_MS,
  );
});
