/**
 * A lab that was filled with kubectl to look like the recorded estate is taken over the way docs/adopting.md says: compared, refused
 * where it would stop half-way, staged, reviewed as an adoption, and deployed with the live objects kept. On a real API server, with
 * the real engine. Pods are played, so whether a database comes up under the rules isn't shown, nor what K3s' own controllers set.
 */
import { cpSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { SettingChanges } from "../../lab/stack-overlay";
import { readReview, type StackReview } from "../../ops/comment/stack-review";
import { outputOf, refusalOf } from "../support/deployed";
import { exited } from "../support/exited";
import { committedSettings } from "../support/stack-file";
import { startTestLab, type TestLab } from "../support/test-lab";
import { until } from "../support/until";
import { ADOPTABLE, ESTATE, HIDDEN, NAMESPACE as namespace } from "./hand-filled-estate";
import { checkoutOnLab, type LabCheckout } from "./lab-checkout";

const TIMEOUT_MS = 1_800_000;
const UP = ["up", "--yes", "--skip-preview"];
const WITH_POLICIES = ["--policy-pack", path.resolve(__dirname, "../../policies")];
const KINDS =
  "namespaces,networkpolicies,priorityclasses,services,persistentvolumeclaims,poddisruptionbudgets,storageclasses";
let test: TestLab;
let checkout: LabCheckout;
beforeAll(async () => {
  test = await startTestLab("adoption");
  for (const object of ESTATE) await test.kubectl.run(["create", "--filename=-"], JSON.stringify(object));
  await until("the pods made by hand stand", async () => {
    const pods = await test.kubectl.run(["get", "pods", `--namespace=${namespace}`, "--output=name"]);
    return pods.split("\n").filter(Boolean).length === 6 || pods;
  });
  // Its controller writes to it until then, and nothing else may seem to.
  await until("the budget made by hand to have counted its pods", async () => {
    const healthy = "--output=jsonpath={.status.currentHealthy}";
    const counted = await test.kubectl.run(["get", "pdb", "postgres", `--namespace=${namespace}`, healthy]);
    return counted === "3" || counted;
  });
  checkout = await checkoutOnLab(test, "mainnet");
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** The stack with these settings, in the script's checkout too. */
async function stackWith(changes: SettingChanges) {
  const stack = await test.stack("mainnet", changes);
  const file = "Pulumi.mainnet.yaml";
  cpSync(path.join(test.lab.folder, "stacks", file), path.join(test.lab.folder, "checkout", file));
  return stack;
}

async function adopt(expected: number): Promise<string> {
  const args = ["toolchain/bootstrap.mjs", "ops/adopt.ts", "--stack", "mainnet"];
  const { code, stdout, all } = await checkout.run(process.execPath, args);
  exited(expected, code, all);
  expect(all).not.toContain(HIDDEN);
  return stdout;
}

/** What a pull request would show, by the script that its workflow runs, and how many objects pulumi calls created. */
async function reviewed(): Promise<{ readonly review: StackReview; readonly created: number }> {
  const out = path.join(test.lab.folder, "review");
  const args = ["toolchain/bootstrap.mjs", "ops/review-pull-request.ts", "--stack", "mainnet", "--out", out];
  const { code, all } = await checkout.run(process.execPath, args);
  exited(0, code, all);
  expect(all).not.toContain(HIDDEN);
  const { changeSummary } = JSON.parse(readFileSync(path.join(out, "preview.json"), "utf8")) as {
    changeSummary: { readonly create: number };
  };
  return { review: readReview(out), created: changeSummary.create };
}

/**
 * Kind, name and one more field of all that was made by hand, and of what an update would make first, an object a line. One space between columns: their widths change with the longest name.
 */
const look = async (field: string) => {
  const table = await test.kubectl.run([
    ...["get", KINDS, "--all-namespaces"],
    `--output=custom-columns=:kind,:metadata.namespace,:metadata.name,:${field}`,
  ]);
  return table.replace(/ +/g, " ");
};

describe("a cluster that was filled by hand", () => {
  it(
    "is compared object by object, and nothing is changed",
    async () => {
      const before = await look("metadata.resourceVersion");
      const report = await adopt(1);
      const section = (heading: string) => report.split(`${heading}`)[1]?.split(/\n\n(?=[A-Z])/)[0] ?? "";
      expect(section("In the way")).toMatch(
        /- PriorityClass gx-testnet\n {4}description: "made by hand" → ".*kubectl-create/,
      );
      expect(section("In the way")).toContain("- StatefulSet backend-mainnet/postgres\n");
      expect(section("In the way")).toContain("- PodDisruptionBudget backend-mainnet/postgres\n");
      expect(section("Different")).toContain("- Namespace fabric\n");
      expect(section("Different")).toContain("stays, though nobody declares it: metadata.labels.team (kubectl-create)");
      expect(section("Absent")).toContain("- Namespace monitoring\n");
      expect(section("Unknown")).toContain("- `StatefulSet backend-mainnet/couchdb`: not declared");
      expect(section("Unknown")).toContain("- `Secret backend-mainnet/postgres-credentials`: not declared");
      expect(section("wouldn't be admitted again")).toMatch(/(couchdb|postgres)-\d/);
      expect(section("state no requests or limits")).toContain("couchdb-0 (couchdb: requests.cpu");
      for (const name of ADOPTABLE) expect(report).toMatch(new RegExp(`^    - ${name}( by force)?$`, "m"));
      expect(await look("metadata.resourceVersion")).toBe(before);
    },
    TIMEOUT_MS,
  );

  it(
    "is refused where an update would stop half-way, in the preview as in the update, and stays as it is",
    async () => {
      const before = await look("metadata.resourceVersion");
      const stack = await stackWith({
        adopt: [
          ...ADOPTABLE,
          `StatefulSet ${namespace}/postgres`,
          `PodDisruptionBudget ${namespace}/postgres by force`,
        ],
      });
      for (const words of [["preview"], UP]) {
        const output = await refusalOf(stack, words);
        expect(output).toMatch(
          /PriorityClass gx-testnet is "in the way": description: "made by hand" → "[^"]*" \(live/,
        );
        expect(output).toContain('write "PriorityClass gx-testnet by force" under gx:adopt');
        expect(output).toMatch(/StatefulSet backend-mainnet\/postgres is "in the way": .*Forbidden/);
        expect(output).toMatch(
          /PodDisruptionBudget backend-mainnet\/postgres is "in the way": .*replace the object on purpose/,
        );
        expect(output).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
      }
      expect(await look("metadata.resourceVersion")).toBe(before);
    },
    TIMEOUT_MS,
  );

  it(
    "is taken over with its objects kept, its namespaces in stages",
    async () => {
      const kubectl = (...args: readonly string[]) => test.kubectl.run(["--namespace", namespace, ...args]);
      // Replaced on purpose, as docs/adopting.md says; the claims stay.
      await kubectl("delete", "poddisruptionbudget/postgres");
      await kubectl("delete", "statefulset/postgres");
      await until("the old pods are gone", async () => {
        const pods = await kubectl("get", "pods", "--selector=app=postgres", "--output=name");
        return pods.trim() === "" || pods;
      });
      const uids = (await look("metadata.uid")).split("\n").filter((line) => line.trim() !== "");

      const { namespaces } = committedSettings("mainnet") as { namespaces: { backend: object } };
      const adoption = { withheld: ["pod-security", "limits"], reason: "couchdb runs as root", until: "2099-12-31" };
      const adopted = ADOPTABLE.map((name) => (/^Pri|^Service/.test(name) ? `${name} by force` : name));
      const staged = await stackWith({
        adopt: adopted,
        namespaces: { ...namespaces, backend: { ...namespaces.backend, adoption } },
      });
      await adopt(0);
      const preview = await outputOf(staged, ["preview", ...WITH_POLICIES]);
      expect(preview).toMatch(
        /adopts PriorityClass gx-testnet \(uid [-0-9a-f]+\), which stands already, and changes description: "made by hand"/,
      );
      expect(preview).toContain(
        `namespace ${namespace} is being adopted: pod-security and limits withheld until 2099-12-31`,
      );
      const { review, created } = await reviewed();
      expect(review.changes).toMatchObject({ adopt: adopted.length, create: created - adopted.length });
      expect(review.gate).toContain(`**${adopted.length} objects to adopt, not to create: they stand already`);
      for (const name of ADOPTABLE)
        expect(review.gate).toMatch(new RegExp(`^${name} \\(uid [-0-9a-f]{36}\\) changes `, "m"));
      await outputOf(staged, [...UP, ...WITH_POLICIES]);

      const after = await look("metadata.uid");
      for (const uid of uids) expect(after).toContain(uid);
      const enforce = [
        "get",
        "namespace",
        namespace,
        "--output=jsonpath={.metadata.labels.pod-security\\.kubernetes\\.io/enforce}",
      ];
      expect(await kubectl(...enforce)).toBe("");
      expect(await kubectl("get", "resourcequotas,limitranges", "--output=name")).toBe("");
      expect(await kubectl("get", "priorityclass/gx-testnet", "--output=jsonpath={.description}")).not.toBe(
        "made by hand",
      );
      expect(await outputOf(staged, ["preview"])).not.toMatch(/to (create|update|delete|replace)/);

      // The stage and the list end in a reviewed change; couchdb goes on running.
      const done = await stackWith({});
      await outputOf(done, UP);
      expect(await kubectl(...enforce)).toBe("restricted");
      expect(await kubectl("get", "resourcequotas", "--output=name")).toBe("resourcequota/quota\n");
      for (const uid of uids) expect(await look("metadata.uid")).toContain(uid);
    },
    TIMEOUT_MS,
  );
});
