import * as path from "node:path";
import { expect, it } from "@jest/globals";
import { WITH_POLICIES } from "../../lab/deploy";
import type { TestLab } from "../support/test-lab";

const TIMEOUT_MS = 300_000;
const CARELESS_PROGRAM = path.join(__dirname, "careless-program");
const RULES = [
  ...["image-pins", "node-role", "availability", "restricted-pod-security", "default-deny"],
  ...["probes", "container-resources", "rollout-hygiene"],
];

/**
 * That the policy pack stops a careless program in preview and in an update, on a real engine and a real API server. The
 * policy tests beside the pack show what each rule catches; this shows that the pack is really run.
 */
export function policyPackTests(lab: () => TestLab): void {
  async function run(args: readonly string[]) {
    return (await lab().stackApart("careless", CARELESS_PROGRAM)).program(args, "captured");
  }

  it(
    "stops the preview, naming every rule that it breaks",
    async () => {
      const { exitCode, output } = await run(["preview", ...WITH_POLICIES]);
      for (const rule of RULES) {
        expect(output).toMatch(new RegExp(`\\[mandatory\\] \\[severity: \\w+\\]  ${rule}  \\(kubernetes:`));
      }
      expect(output).toContain("must not run");
      expect(exitCode).not.toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    "stops an update that skips the preview before the Deployment exists",
    async () => {
      const { exitCode, output } = await run(["up", "--yes", "--skip-preview", ...WITH_POLICIES]);
      // The first object that breaks a rule stops the update; which one comes first is the engine's choice.
      expect(output).toMatch(/\[mandatory\] \[severity: \w+\] {2}[a-z-]+ {2}\(kubernetes:/);
      expect(exitCode).not.toBe(0);
      expect(await lab().kubectl.run(["get", "deployments", "--namespace=careless", "--output=name"])).toBe("");
    },
    TIMEOUT_MS,
  );

  it(
    "is what stops it: without the pack the same preview passes",
    async () => {
      const { exitCode, output } = await run(["preview"]);
      expect(output).toContain("to create");
      expect(exitCode).toBe(0);
    },
    TIMEOUT_MS,
  );
}
