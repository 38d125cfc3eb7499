/**
 * Renaming in the program what stands on the cluster, through the scripts that the workflows run, on a real engine and a real API
 * server: refused with the alias to write, and harmless with it. Doesn't show every kind: ops/gate/rules/renamed.test.ts.
 */
import * as path from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";
import { deployOnLab } from "./deploy-on-lab";

const TIMEOUT_MS = 1_800_000;
const PROGRAMS = path.join(__dirname, "renamed-programs");

let test: TestLab;
beforeAll(async () => void (test = await startCopyOfDeployedLab("renamed-objects")), TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** The services' Deployments, each with the uid that another object of that name wouldn't have. */
async function standing(): Promise<string[]> {
  const list = await test.kubectl.run([
    ...["get", "deployments", "--namespace", "backend-mainnet"],
    "--output=jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}{'\\n'}{end}",
  ]);
  return list.split("\n").filter(Boolean).sort();
}

it(
  "a Deployment under another Pulumi name is refused with the alias to write, and with that alias it stays the same object",
  async () => {
    const before = await standing();
    expect(before).toHaveLength(9);

    const renamed = await deployOnLab(test, await test.stack("mainnet", {}, path.join(PROGRAMS, "without-alias")));
    expect(exited(1, renamed.exitCode, renamed.text)).toContain("gate of mainnet: 9 guarded changes refused");
    expect(renamed.text).toContain("apps/Deployment backend-mainnet/svc-identity is created and deleted");
    expect(renamed.text).toContain('aliases: [{ name: "svc-identity-deployment" }]');
    expect(renamed.text).toContain("Nothing was deployed.");
    expect(await standing()).toEqual(before);

    const aliased = await deployOnLab(test, await test.stack("mainnet", {}, path.join(PROGRAMS, "with-alias")));
    expect(exited(0, aliased.exitCode, aliased.text)).toContain("gate of mainnet: passed");
    expect(await standing()).toEqual(before);
  },
  TIMEOUT_MS,
);
