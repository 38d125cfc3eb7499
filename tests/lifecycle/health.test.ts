/**
 * The script that holds mainnet back until testnet is ready, on a real API server: what it says of a stack that is, of workloads that
 * aren't, and where it can't look. Pods and their probes are played, so it isn't shown that a container which fails makes a pod unready.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startCopyOfDeployedLab } from "../support/deployed-lab";
import { exited } from "../support/exited";
import type { TestLab } from "../support/test-lab";
import { until } from "../support/until";
import { checkoutOnLab, type Ended, type LabCheckout } from "./lab-checkout";

const TIMEOUT_MS = 1_800_000;
const NAMESPACE = "--namespace=backend-mainnet";

let test: TestLab;
let checkout: LabCheckout;
beforeAll(async () => {
  test = await startCopyOfDeployedLab("health");
  checkout = await checkoutOnLab(test, "mainnet");
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

/** How the script ended, which must have been with that code. */
async function health(expected: number, args: readonly string[], more?: NodeJS.ProcessEnv): Promise<Ended> {
  const ended = await checkout.run(process.execPath, ["toolchain/bootstrap.mjs", "ops/health.ts", ...args], more);
  exited(expected, ended.code, ended.all);
  return ended;
}
const MAINNET = ["--stack", "mainnet"];
const LOOKING_ONCE = [...MAINNET, "--within", "0"];
const HEALTHY = /^mainnet is healthy: \d+ workloads are ready\.\n$/;

const kubectl = (...args: readonly string[]) => test.kubectl.run([NAMESPACE, ...args]);
const becomes = (expected: string, field: string, object: string) =>
  until(`${object} to have ${field} ${expected}`, async () => {
    const found = await kubectl("get", object, `--output=jsonpath={.status.${field}}`);
    return found === expected || `it has ${JSON.stringify(found)}`;
  });
/** Has a pod's probes fail, or succeed again. */
const failing = (pod: string, isFailing: boolean) =>
  kubectl("annotate", pod, `lab.gxcoin.money/ready${isFailing ? "=false" : "-"}`);

/** A change of a pod template to which no node fits. */
const ELSEWHERE = { spec: { template: { spec: { nodeSelector: { "gxcoin.money/nowhere": "yes" } } } } };

it(
  "says how many workloads are ready, and which lack what, until they are again",
  async () => {
    expect((await health(0, MAINNET)).stdout).toMatch(HEALTHY);

    const selector = "--selector=app.kubernetes.io/name=svc-identity";
    const [pod = ""] = (await kubectl("get", "pods", selector, "--output=name")).split("\n");
    await failing(pod, true);
    await failing("pod/postgres-1", true);
    // By hand, as an update that has reached one of three pods: its new pod waits for a node that nobody has.
    await kubectl("patch", "deployment/svc-admin", `--patch=${JSON.stringify(ELSEWHERE)}`);
    await becomes("2", "readyReplicas", "deployment/svc-identity");
    await becomes("2", "readyReplicas", "statefulset/postgres");
    await becomes("1", "updatedReplicas", "deployment/svc-admin");

    const { stdout, all } = await health(1, LOOKING_ONCE);
    const [headline, ...lines] = stdout.split("\n");
    expect(headline).toBe("mainnet isn't healthy after 0 minutes:");
    expect(lines.filter((line) => line.startsWith("  ")).sort()).toEqual([
      "  Deployment backend-mainnet/svc-admin: 1 of 3 pods are of the last change",
      "  Deployment backend-mainnet/svc-identity: 2 of 3 pods ready",
      "  StatefulSet backend-mainnet/postgres: 2 of 3 pods ready",
    ]);
    expect(stdout).toContain("kubectl describe and kubectl logs say why.");
    noTrace(all);

    await kubectl("rollout", "undo", "deployment/svc-admin");
    await failing(pod, false);
    await failing("pod/postgres-1", false);
    expect((await health(0, MAINNET)).stdout).toMatch(HEALTHY);
  },
  TIMEOUT_MS,
);

it(
  "names a workload that is gone",
  async () => {
    await kubectl("delete", "deployment/svc-tax");
    expect((await health(1, LOOKING_ONCE)).stdout).toContain("\n  Deployment backend-mainnet/svc-tax: isn't there\n");
  },
  TIMEOUT_MS,
);

describe("where it can't look", () => {
  it(
    "it says which stack or time it takes, or whose state it doesn't find",
    async () => {
      const cases: readonly (readonly [string, readonly string[], NodeJS.ProcessEnv?])[] = [
        ['error: unknown stack "mainet": did you mean mainnet?\n', ["--stack", "mainet"]],
        ["error: --stack is missing: name the stack, as in --stack mainnet\n", []],
        ['error: --within is "soon": give whole minutes, such as 15\n', [...MAINNET, "--within", "soon"]],
        ["can't export the state of mainnet: error: no stack named 'mainnet' found", LOOKING_ONCE, emptyState()],
      ];
      for (const [message, args, more] of cases) refused(await health(2, args, more), message);
    },
    TIMEOUT_MS,
  );

  it.each([
    ["isn't YAML", () => "a: [", / is not a readable kubeconfig: it breaks in line \d+; give the cluster's\n/],
    ["has no context", () => "apiVersion: v1\nkind: Config\n", /gx:kubeContext is "[^"]+": \S+ has no context\n/],
    [
      "names a server that doesn't answer",
      // Nothing listens on port 1.
      (kubeconfig: string) => kubeconfig.replace(/(https:\/\/[^:"]+):\d+/, "$1:1"),
      /gx:kubeconfig is .*: its cluster https:\/\/\S+:1 can't be read: .*; start the cluster or correct the kubeconfig\n/,
    ],
  ])(
    "a kubeconfig that %s is named with what is wrong with it",
    async (_what, broken, message) => {
      const kubeconfig = test.kubeconfigText();
      writeFileSync(test.lab.kubeconfigPath, broken(kubeconfig));
      try {
        refused(await health(2, LOOKING_ONCE), message);
      } finally {
        writeFileSync(test.lab.kubeconfigPath, kubeconfig);
      }
    },
    TIMEOUT_MS,
  );
});

/** Where no stack was ever made. */
function emptyState(): NodeJS.ProcessEnv {
  const folder = path.join(test.lab.folder, "no-state");
  mkdirSync(folder);
  return { PULUMI_BACKEND_URL: `file://${folder}` };
}

/** It says that on standard error, and nothing of how it runs. */
function refused({ stdout, all }: Ended, message: string | RegExp): void {
  expect(stdout).toBe("");
  expect(all).toMatch(message);
  noTrace(all);
}

function noTrace(printed: string): void {
  expect(printed).not.toMatch(/^\s+at .*\.[jt]s:\d+/m);
}
