/**
 * That a setting stored by `pulumi config set --secret` is nowhere in the open but in the Secret that pods take it from: not
 * in previews, errors or state; and that a login's password is replaced as docs/systems.md says. Run by the real engine
 * against a real API server; that a database takes the new password is not shown.
 */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { WITH_POLICIES } from "../../lab/deploy";
import type { LabStack } from "../../lab/lab-stack";
import { outputOf, refusalOf } from "../support/deployed";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import type { TestLab } from "../support/test-lab";

const TIMEOUT_MS = 900_000;
const UP = ["up", "--yes", "--skip-preview", "--diff", ...WITH_POLICIES];
const SERVICE = "gx:services.svc-identity";
const TOKEN = randomBytes(16).toString("hex");
const ENCODED = Buffer.from(TOKEN).toString("base64");

const PASSWORD =
  "urn:pulumi:mainnet::gx::gx:logins:System$gx:logins:DatabaseLogin$random:index/randomPassword:RandomPassword::svc-admin-database-password";

let test: TestLab;
let stack: LabStack;

beforeAll(async () => {
  test = await startCopyOfDeployedLab("secrets");
  stack = await test.stack("mainnet");
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

async function set(...args: readonly string[]): Promise<void> {
  const { exitCode, output } = await stack.state(["config", "set", "--path", ...args]);
  expect([exitCode, output]).toEqual([0, output]);
}

function expectNoToken(text: string): void {
  expect(text).not.toContain(TOKEN);
  expect(text).not.toContain(ENCODED);
}

it(
  "is refused in the open, and taken where it is encrypted",
  async () => {
    await set("--plaintext", `${SERVICE}.secretSettings.API_TOKEN`, TOKEN);
    const refusal = await refusalOf(stack, ["preview"]);
    expect(refusal).toContain(`${SERVICE}.secretSettings.API_TOKEN is a secret: stands in the open in the stack file`);
    expectNoToken(refusal);

    await set("--secret", `${SERVICE}.secretSettings.API_TOKEN`, TOKEN);
    const preview = await outputOf(stack, ["preview", "--diff", ...WITH_POLICIES]);
    expect(preview).toContain("svc-identity-settings");
    expectNoToken(preview);
  },
  TIMEOUT_MS,
);

it(
  "reaches the Secret and nothing else",
  async () => {
    expectNoToken(await outputOf(stack, UP));
    const { data } = await test.kubectl.get<{ data: Record<string, string> }>(
      ...["secret", "svc-identity-settings", "--namespace", "backend-mainnet"],
    );
    expect(data).toEqual({ API_TOKEN: ENCODED });
    expectNoToken(await test.kubectl.run(["get", "deployments", "--all-namespaces", "--output=json"]));
    const { exitCode, output } = await stack.state(["stack", "export"]);
    expect(exitCode).toBe(0);
    expect(output).toContain("svc-identity-settings");
    expectNoToken(output);
  },
  TIMEOUT_MS,
);

it(
  "replaces the password of one login when its generation is counted up, and protects it again",
  async () => {
    const urls = async (workload: string) =>
      (
        await test.kubectl.get<{ data: object }>(
          ...["secret", `${workload}-database`, "--namespace", "backend-mainnet"],
        )
      ).data;
    const [admin, tax] = [await urls("svc-admin"), await urls("svc-tax")];
    await set("gx:logins.svc-admin.generation", "2");
    expect(await refusalOf(stack, UP)).toContain("marked for protection");

    const { exitCode } = await stack.state(["state", "unprotect", "--yes", PASSWORD]);
    expect(exitCode).toBe(0);
    const output = await outputOf(stack, UP);
    expect(output).toContain("svc-admin-deployment");
    expect(output).not.toContain("svc-tax-deployment");
    expect(await urls("svc-admin")).not.toEqual(admin);
    expect(await urls("svc-tax")).toEqual(tax);

    const { output: state } = await stack.state(["stack", "export"]);
    const { deployment } = JSON.parse(state) as { deployment: { resources: { urn: string; protect?: boolean }[] } };
    expect(deployment.resources.find(({ urn }) => urn === PASSWORD)?.protect).toBe(true);
  },
  TIMEOUT_MS,
);

it(
  "isn't shown where a plain setting was meant to be one, nor in the refusal of a neighbour",
  async () => {
    await set("--secret", `${SERVICE}.settings.ENDPOINT`, TOKEN);
    expectNoToken(await outputOf(stack, ["preview", "--diff", ...WITH_POLICIES]));

    await set(`${SERVICE}.replicas`, "99");
    const refusal = await refusalOf(stack, ["preview"]);
    expect(refusal).toContain(`${SERVICE}.replicas is a secret: must be a whole number from 1 to 10`);
    expectNoToken(refusal);
  },
  TIMEOUT_MS,
);
