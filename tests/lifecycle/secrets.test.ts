/**
 * That a setting stored by `pulumi config set --secret` is nowhere in the open but in the Secret that pods take it from: not
 * in previews, errors or state; and that a login changes over as docs/systems.md says. Run by the real engine
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
  "changes one login over to its other role when its generation is counted up, and removes a password only later",
  async () => {
    const urls = async (workload: string) =>
      (
        await test.kubectl.get<{ data: Record<string, string> }>(
          ...["secret", `${workload}-database`, "--namespace", "backend-mainnet"],
        )
      ).data;
    const roleOf = ({ DATABASE_URL }: Record<string, string>) =>
      new URL(Buffer.from(DATABASE_URL!, "base64").toString()).username;
    const tax = await urls("svc-tax");
    expect(roleOf(await urls("svc-admin"))).toBe("svc_admin_a");

    await set("gx:logins.svc-admin.generation", "2");
    const output = await outputOf(stack, UP);
    expect(output).toContain("svc-admin-deployment");
    expect(output).not.toContain("svc-tax-deployment");
    expect(roleOf(await urls("svc-admin"))).toBe("svc_admin_b");
    expect(await urls("svc-tax")).toEqual(tax);
    expect(await passwords()).toEqual({ 1: false, 2: true });

    await set("gx:logins.svc-admin.generation", "3");
    await outputOf(stack, UP);
    expect(roleOf(await urls("svc-admin"))).toBe("svc_admin_a");
    expect(await passwords()).toEqual({ 2: false, 3: true });
  },
  TIMEOUT_MS,
);

/** The generations of svc-admin's password that the state holds, and whether each is protected. */
async function passwords(): Promise<Record<string, boolean>> {
  const { output } = await stack.state(["stack", "export"]);
  const { deployment } = JSON.parse(output) as { deployment: { resources: { urn: string; protect?: boolean }[] } };
  return Object.fromEntries(
    deployment.resources
      .filter(({ urn }) => urn.includes("::svc-admin-database-password-"))
      .map(({ urn, protect }) => [urn.split("-").at(-1)!, protect ?? false]),
  );
}

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
