/**
 * That the policy pack stops a careless program in preview and in an update, on a real engine and a real API server. The
 * policy tests beside the pack show what each rule catches; this shows that the pack is really run.
 */
import * as path from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { WITH_POLICIES } from "../../lab/deploy";
import { startTestLab, type TestLab } from "../support/test-lab";

const TIMEOUT_MS = 120_000;
const CARELESS_PROGRAM = path.join(__dirname, "careless-program");
const RULES = [
  ...["image-pins", "node-role", "availability", "restricted-pod-security", "default-deny"],
  ...["probes", "container-resources", "rollout-hygiene"],
];

let test: TestLab;
beforeAll(async () => void (test = await startTestLab("policies")), TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

async function run(args: readonly string[]) {
  const stack = await test.stack("mainnet", {}, CARELESS_PROGRAM);
  return stack.program(args, "captured");
}

it(
  "stops the preview, naming every rule that it breaks",
  async () => {
    const { exitCode, output } = await run(["preview", ...WITH_POLICIES]);
    expect(exitCode).not.toBe(0);
    for (const rule of RULES) {
      expect(output).toMatch(new RegExp(`\\[mandatory\\] \\[severity: \\w+\\]  ${rule}  \\(kubernetes:`));
    }
    expect(output).toContain("must not run");
  },
  TIMEOUT_MS,
);

it(
  "stops an update that skips the preview before the Deployment exists",
  async () => {
    const { exitCode, output } = await run(["up", "--yes", "--skip-preview", ...WITH_POLICIES]);
    expect(exitCode).not.toBe(0);
    // The first object that breaks a rule stops the update; which one comes first is the engine's choice.
    expect(output).toMatch(/\[mandatory\] \[severity: \w+\] {2}[a-z-]+ {2}\(kubernetes:/);
    expect(await test.kubectl.run(["get", "deployments", "--namespace=careless", "--output=name"])).toBe("");
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
