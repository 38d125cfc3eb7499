/**
 * Both environments on one real control plane with simulated nodes: refused, previewed, deployed, unchanged on a second
 * preview, and repaired. How they end is shown in tests/lifecycle/destruction.test.ts. Pods are played, so nothing here shows that an image starts, that
 * a NetworkPolicy stops a packet, or how long a real rollout takes.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { EnvironmentName } from "../../components/shared/labels";
import { WITH_POLICIES } from "../../lab/deploy";
import { ownedObjects, outputOf } from "../support/deployed";
import { startTestLab, type TestLab } from "../support/test-lab";
import { rejectionsOf } from "./api-rejections";

const TIMEOUT_MS = 300_000;
const UP = ["up", "--yes", "--skip-preview", ...WITH_POLICIES];
const PREVIEW = ["preview", ...WITH_POLICIES];

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName: string };
}

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

async function nodesOfPods(namespace: string, selector: string): Promise<string[]> {
  const { items } = await test.kubectl.get<{ items: Pod[] }>("pods", "--namespace", namespace, "--selector", selector);
  return items.map((pod) => pod.spec.nodeName).sort();
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

describe.each<[EnvironmentName, number]>([
  ["mainnet", 156],
  ["testnet", 130],
])("%s", (environment, resources) => {
  /** Pulumi counts the stack itself too, unless a refused update has registered it already. */
  const all = `(${resources}|${resources + 1})`;

  it(
    "is previewed with the policies and creates nothing by that",
    async () => {
      const output = await succeeds(environment, PREVIEW);
      expect(output).toMatch(new RegExp(`\\+ ${all} to create`));
      expect(output).toContain("Policies:");
      expect(await ownedObjects(test.kubectl, environment)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    "is deployed",
    async () => {
      expect(await succeeds(environment, UP)).toMatch(new RegExp(`\\+ ${all} created`));
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

describe("what stands", () => {
  const identity = "app.kubernetes.io/name=svc-identity";

  it("runs mainnet's service once on each primary node, and testnet's on the testdev node", async () => {
    expect(await nodesOfPods("backend-mainnet", identity)).toEqual([
      "srv1089618.hstgr.cloud",
      "srv1089624.hstgr.cloud",
      "srv1092158.hstgr.cloud",
    ]);
    expect(await nodesOfPods("backend-testnet", identity)).toEqual(["srv1117946.hstgr.cloud"]);
  });

  it("runs three CoreDNS pods on three nodes (G11)", async () => {
    expect(new Set(await nodesOfPods("kube-system", "k8s-app=kube-dns")).size).toBe(3);
  });

  it("labels each node uniquely (G20)", async () => {
    const { items } = await test.kubectl.get<{ items: { metadata: { labels: Record<string, string> } }[] }>("nodes");
    expect(items.map(({ metadata }) => `${metadata.labels["node-id"]} ${metadata.labels["node-role"]}`).sort()).toEqual(
      ["vps1 primary", "vps2 primary", "vps3 primary", "vps4 testdev"],
    );
  });

  it("takes the node labels over from whoever registered the node", async () => {
    const managers = await test.kubectl.run([
      ...["get", "nodes", "--show-managed-fields", "--output=jsonpath={.items[*].metadata.managedFields[*].manager}"],
    ]);
    expect(managers.split(" ").filter((manager) => manager === "gx-infrastructure")).toHaveLength(4);
  });
});

describe("generated passwords", () => {
  async function databaseUrl(environment: EnvironmentName, key: string): Promise<string> {
    const { data } = await test.kubectl.get<{ data: Record<string, string> }>(
      ...["secret", "svc-identity-database", "--namespace", `backend-${environment}`],
    );
    return data[key] ?? "";
  }

  it("are URL-safe (G15) and each environment's own", async () => {
    const urls = await Promise.all((["mainnet", "testnet"] as const).map((name) => databaseUrl(name, "DATABASE_URL")));
    const passwords = urls.map((url) => new URL(Buffer.from(url, "base64").toString()).password);
    expect(new Set(passwords).size).toBe(2);
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    for (const [index, password] of passwords.entries()) secrets.push(password, urls[index]!);
  });

  it(
    "stand in no exported state",
    async () => {
      for (const environment of ["mainnet", "testnet"] as const) {
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

it("never printed a secret in all of this", () => {
  expect(secrets).toHaveLength(4);
  for (const secret of secrets) expect(printed.filter((text) => text.includes(secret))).toEqual([]);
});
