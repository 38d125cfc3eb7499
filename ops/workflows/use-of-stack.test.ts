/** Which stack files mean a lab. What the tools then are, toolchain/ways/download.test.ts shows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { stringify } from "yaml";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import { PROJECT_ROOT } from "../../tests/support/stack-file";
import { useOf } from "./use-of-stack";

let checkout: string;
beforeEach(() => void (checkout = mkdtempSync(join(tmpdir(), "gx-checkout-"))));
afterEach(() => rmSync(checkout, { recursive: true }));

function useWith(config: Readonly<Record<string, unknown>>): string {
  writeFileSync(join(checkout, "Pulumi.mainnet.yaml"), stringify({ config }));
  return useOf("mainnet", checkout);
}

it.each(ENVIRONMENT_NAMES)("the committed stack %s is production", (stack) => {
  expect(useOf(stack, PROJECT_ROOT)).toBe("production");
});

it("a stack is on a lab where its kubeconfig and its identity are one's, and nowhere else", () => {
  mkdirSync(join(checkout, "lab"));
  writeFileSync(join(checkout, "lab/lab.json"), JSON.stringify({ clusterIdentity: "uid" }));
  expect(useWith({ "gx:kubeconfig": "lab/kubeconfig", "gx:clusterIdentity": "uid" })).toBe("lab");
  expect(useWith({ "gx:kubeconfig": "lab/kubeconfig", "gx:clusterIdentity": "real" })).toBe("production");
  expect(useWith({ "gx:kubeconfig": "mainnet.kubeconfig", "gx:clusterIdentity": "uid" })).toBe("production");
  expect(useWith({})).toBe("production");
});
