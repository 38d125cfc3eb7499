/**
 * One control plane with simulated nodes, on which both environments are deployed once: refused, previewed, judged, deployed,
 * unchanged on a second preview, repaired, drained. The tests stand on one another, in this order. How the environments
 * end is shown in tests/lifecycle/destruction.test.ts. Pods are played, so nothing here shows that an image starts, that a
 * NetworkPolicy stops a packet, or how long a real rollout takes.
 */
import * as path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ENVIRONMENT_NAMES } from "../../components/shared/environments";
import type { EnvironmentName } from "../../components/shared/labels";
import { WITH_POLICIES } from "../../lab/deploy";
import { ownedObjects, outputOf } from "../support/deployed";
import { startTestLab, type TestLab } from "../support/test-lab";
import { rejectionsOf } from "./api-rejections";
import { drainTests } from "./drain";
import { hostFilesTests } from "./host-files";
import { policyPackTests } from "./policy-pack";
import { standingTests } from "./standing";

const TIMEOUT_MS = 300_000;
const UP = ["up", "--yes", "--skip-preview", ...WITH_POLICIES];
/** As a deployment does it: what was previewed, and nothing else. */
const planOf = (environment: EnvironmentName) => path.join(test.lab.folder, `plan-${environment}.json`);
const PREVIEW = ["preview", ...WITH_POLICIES];

let test: TestLab;
/** Everything that pulumi printed in this file, and the secrets that may be nowhere in it, in the clear and in base64. */
const printed: string[] = [];
const secrets: string[] = [];

async function pulumi(environment: EnvironmentName, args: readonly string[]) {
  const result = await (await test.stack(environment)).program(args, "captured");
  printed.push(result.output);
  return result;
}

async function succeeds(environment: EnvironmentName, args: readonly string[]): Promise<string> {
  const output = await outputOf(await test.stack(environment), args);
  printed.push(output);
  return output;
}

beforeAll(async () => void (test = await startTestLab("environments")), TIMEOUT_MS);
afterAll(() => test.dispose(), TIMEOUT_MS);

describe("on a bare cluster", () => {
  it(
    "testnet is refused, because mainnet's cluster layer is missing",
    async () => {
      const { exitCode, output } = await pulumi("testnet", UP);
      expect(exitCode).not.toBe(0);
      expect(output).toContain("the cluster layer that it stands on is missing");
      expect(output).toContain("deploy stack mainnet first");
      expect(await ownedObjects(test.kubectl, "testnet")).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe("the policy pack", () => policyPackTests(() => test));

describe.each<[EnvironmentName, number]>([
  ["mainnet", 298],
  ["testnet", 237],
])("%s", (environment, resources) => {
  /** Pulumi counts the stack itself too, unless a refused update has registered it already. */
  const all = `(${resources}|${resources + 1})`;

  it(
    "is previewed with the policies and creates nothing by that",
    async () => {
      const output = await succeeds(environment, [...PREVIEW, `--save-plan=${planOf(environment)}`]);
      expect(output).toMatch(new RegExp(`\\+ ${all} to create`));
      expect(output).toContain("Policies:");
      expect(await ownedObjects(test.kubectl, environment)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "is deployed as it was previewed",
    async () => {
      expect(await succeeds(environment, [...UP, `--plan=${planOf(environment)}`])).toMatch(
        new RegExp(`\\+ ${all} created`),
      );
    },
    TIMEOUT_MS,
  );

  it(
    "does not change on a second preview, nor on one that reads the live objects",
    async () => {
      expect(await succeeds(environment, [...PREVIEW, "--expect-no-changes"])).toContain(`${resources + 1} unchanged`);
      expect(await succeeds(environment, [...PREVIEW, "--expect-no-changes", "--refresh"])).toContain(
        `${resources + 1} unchanged`,
      );
    },
    TIMEOUT_MS,
  );
});

describe("what stands", () => standingTests(() => test));
describe("what reads files of the servers", () => hostFilesTests(() => test));

describe("generated passwords", () => {
  async function heldBy(secret: string, environment: EnvironmentName, key: string): Promise<string> {
    const { data } = await test.kubectl.get<{ data: Record<string, string> }>(
      ...["secret", secret, "--namespace", `backend-${environment}`],
    );
    return data[key] ?? "";
  }

  it("are URL-safe (G15) and each environment's own", async () => {
    const urls = await Promise.all(
      ENVIRONMENT_NAMES.map((name) => heldBy("svc-identity-database", name, "DATABASE_URL")),
    );
    const passwords = urls.map((url) => new URL(Buffer.from(url, "base64").toString()).password);
    expect(new Set(passwords).size).toBe(2);
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    for (const [index, password] of passwords.entries()) secrets.push(password, urls[index]!);
  });

  it("of redis are each environment's and each user's own, and URL-safe", async () => {
    const services = await Promise.all(
      ENVIRONMENT_NAMES.map((name) => heldBy("redis-credentials", name, "REDIS_PASSWORD")),
    );
    const others = await Promise.all(
      ["member", "keeper", "exporter"].map((user) => heldBy("redis-passwords", "mainnet", user)),
    );
    const encoded = [...services, ...others];
    const passwords = encoded.map((text) => Buffer.from(text, "base64").toString());
    expect(new Set(passwords).size).toBe(5);
    for (const password of passwords) expect(password).toMatch(/^[0-9a-f]{64}$/);
    secrets.push(...passwords, ...encoded);
  });

  it("of the object store are each environment's own", async () => {
    const encoded = await Promise.all(ENVIRONMENT_NAMES.map((name) => heldBy("objectstore-root", name, "secret")));
    const decoded = encoded.map((text) => Buffer.from(text, "base64").toString());
    expect(new Set(decoded).size).toBe(2);
    for (const secret of decoded) expect(secret).toMatch(/^[0-9a-f]{64}$/);
    secrets.push(...decoded, ...encoded);
  });

  it(
    "stand in no exported state",
    async () => {
      for (const environment of ENVIRONMENT_NAMES) {
        const { exitCode, output } = await (await test.stack(environment)).state(["stack", "export"]);
        expect(exitCode).toBe(0);
        expect(output).toContain("svc-identity-database-password");
        for (const secret of secrets) expect(output).not.toContain(secret);
      }
    },
    TIMEOUT_MS,
  );
});

describe("what somebody changed by hand", () => {
  it(
    "shows in a preview that reads the live objects, and is put right by an update",
    async () => {
      await test.kubectl.run(["label", "node", "srv1092158.hstgr.cloud", "node-role=testdev", "--overwrite"]);
      const drift = await pulumi("mainnet", [...PREVIEW, "--refresh", "--expect-no-changes", "--diff"]);
      expect(drift.exitCode).not.toBe(0);
      expect(drift.output).toMatch(/node-role.*testdev/);

      await succeeds("mainnet", [...UP, "--refresh"]);
      const node = await test.kubectl.run([
        ...["get", "node", "srv1092158.hstgr.cloud"],
        "--output=jsonpath={.metadata.labels.node-role}",
      ]);
      expect(node).toBe("primary");
    },
    TIMEOUT_MS,
  );
});

describe("the API server rejects", () => rejectionsOf(() => test));

describe("one node after another", () => drainTests(() => test));

it("never printed a secret in all of this", () => {
  expect(secrets).toHaveLength(18);
  for (const secret of secrets) expect(printed.filter((text) => text.includes(secret))).toEqual([]);
});
