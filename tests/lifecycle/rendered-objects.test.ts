/**
 * That an object which a provider renders is guarded like one that the program declares: never taken over from somebody else,
 * marked as the stack's, and known as its own by the next update. Run by the real engine and provider against a real API
 * server. A Helm chart goes the same way as this manifest and isn't rendered here.
 */
import * as path from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { LabStack } from "../../lab/lab-stack";
import { outputOf, refusalOf } from "../support/deployed";
import { startTestLab, type TestLab } from "../support/test-lab";

const TIMEOUT_MS = 900_000;
const UP = ["up", "--yes", "--skip-preview"];
const OBJECT = ["configmap", "rendered", "--namespace", "default"];

let test: TestLab;
let stack: LabStack;

beforeAll(async () => {
  test = await startTestLab("rendered");
  stack = await test.stackApart("rendering", path.join(__dirname, "rendering-program"));
}, TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

const live = () => test.kubectl.get<{ data: object; metadata: { labels?: Record<string, string> } }>(...OBJECT);

it(
  "isn't taken over from somebody else",
  async () => {
    await test.kubectl.run(["create", ...OBJECT, "--from-literal=from=somebody"]);
    const refusal = await refusalOf(stack, UP);
    expect(refusal).toContain('ConfigMap default/rendered is "owned by no stack of ours"');
    expect((await live()).data).toEqual({ from: "somebody" });
    await test.kubectl.run(["delete", ...OBJECT]);
  },
  TIMEOUT_MS,
);

it(
  "is created with the stack's mark, by which the next update knows it",
  async () => {
    await outputOf(stack, UP);
    const { data, metadata } = await live();
    expect([data, metadata.labels?.["gxcoin.money/owner-stack"]]).toEqual([{ from: "the program" }, "mainnet"]);
    await outputOf(stack, ["preview", "--expect-no-changes"]);
  },
  TIMEOUT_MS,
);
