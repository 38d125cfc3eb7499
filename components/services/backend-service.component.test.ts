/** The objects of one backend service and how they hang together. Proves nothing of scheduling or running pods. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { holdsPassword, recordResources, type RecordedResource } from "../../tests/support/recorded-resources";
import { plainDatabase } from "../../tests/support/plain-database";
import { plainRedis } from "../../tests/support/plain-redis";
import { plainShell } from "../../tests/support/plain-shell";
import { DatabaseLogin } from "../logins/database-login";
import { BackendService, type BackendServiceArgs } from "./backend-service";

const args: Omit<BackendServiceArgs, "login" | "database" | "redis"> = {
  shell: plainShell("svc-identity"),
  replicas: 3,
  image: "docker.io/gx-protocol/svc-identity:2.0.6",
  httpPort: 3000,
  resources: {
    cpuRequestMillicores: 100,
    cpuLimitMillicores: 500,
    memoryRequestMebibytes: 192,
    memoryLimitMebibytes: 384,
  },
  settings: { LOG_LEVEL: "info" },
  secretSettings: {},
  isExposed: true,
};

async function objectsOf(changed: Partial<BackendServiceArgs> = {}) {
  const { result, resources } = await recordResources(() => {
    const login = new DatabaseLogin("svc-identity-database", { workload: "svc-identity", generation: 1 });
    const access = { database: plainDatabase(), redis: plainRedis() };
    return new BackendService("svc-identity", { ...args, login, ...access, ...changed });
  });
  return { service: result, resources };
}

function only(resources: readonly RecordedResource[], kind: string): RecordedResource {
  const found = resources.filter(({ type }) => type.endsWith(`:${kind}`));
  if (found.length !== 1) throw new Error(`${found.length} resources of kind ${kind}`);
  return found[0]!;
}

/** The parts of a Deployment's inputs that the tests look at. */
interface DeploymentInputs {
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string>; annotations: Record<string, string> };
      spec: {
        topologySpreadConstraints: { labelSelector: unknown }[];
        serviceAccountName: string;
        automountServiceAccountToken: boolean;
        containers: { env: unknown[] }[];
      };
    };
  };
}
const deploymentOf = (resources: readonly RecordedResource[]) =>
  only(resources, "Deployment").inputs as unknown as DeploymentInputs;

describe("a service with three replicas", () => {
  let resources: readonly RecordedResource[];
  beforeAll(async () => void ({ resources } = await objectsOf()));

  it("owns all of its objects", () => {
    for (const { type, name, parent } of resources.filter((resource) => resource.type.startsWith("kubernetes:"))) {
      expect([type, name, parent]).toEqual([
        type,
        name,
        expect.stringMatching(/^gx:(services:BackendService|workload:WorkloadShell) svc-identity$/),
      ]);
    }
  });

  it("selects its pods by name alone, the same in Deployment, Service, budget and spread", () => {
    const selector = { "app.kubernetes.io/name": "svc-identity" };
    const { spec } = deploymentOf(resources);
    expect(spec.selector.matchLabels).toEqual(selector);
    expect(spec.template.metadata.labels).toMatchObject(selector);
    expect(only(resources, "Service").inputs).toMatchObject({ spec: { selector } });
    expect(only(resources, "PodDisruptionBudget").inputs).toMatchObject({
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    });
    expect(spec.template.spec.topologySpreadConstraints[0]?.labelSelector).toEqual({ matchLabels: selector });
  });

  it("takes its database URLs from its own Secret and the password of redis from redis', by reference", () => {
    const { serviceAccountName, automountServiceAccountToken, containers } = deploymentOf(resources).spec.template.spec;
    expect({ serviceAccountName, automountServiceAccountToken }).toEqual({
      serviceAccountName: "svc-identity",
      automountServiceAccountToken: false,
    });
    expect(containers[0]?.env).toEqual([
      { name: "PORT", value: "3000" },
      { name: "REDIS_HOST", value: "redis-primary.backend-mainnet.svc" },
      { name: "REDIS_PORT", value: "6379" },
      { name: "REDIS_TLS", value: "true" },
      { name: "REDIS_CA_FILE", value: "/etc/redis-authority/ca.crt" },
      {
        name: "REDIS_SENTINELS",
        value: [0, 1, 2].map((ordinal) => `redis-${ordinal}.backend-mainnet.svc:26379`).join(","),
      },
      { name: "REDIS_SENTINEL_GROUP", value: "gx" },
      { name: "LOG_LEVEL", value: "info" },
      ...["DATABASE_URL", "DATABASE_READ_URL"].map((key) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: "svc-identity-database", key } },
      })),
      { name: "REDIS_PASSWORD", valueFrom: { secretKeyRef: { name: "redis-credentials", key: "REDIS_PASSWORD" } } },
    ]);
  });

  it("hands the generated password to nothing but the Secret", () => {
    const holders = resources.filter(({ inputs }) => holdsPassword(inputs));
    expect(holders.map(({ type }) => type)).toEqual(["kubernetes:core/v1:Secret"]);
  });
});

it("takes secret settings from a Secret of their own, and restarts its pods when they change", async () => {
  const checksum = async (value: string) => {
    const { resources } = await objectsOf({ secretSettings: { API_TOKEN: value } });
    expect(deploymentOf(resources).spec.template.spec.containers[0]?.env).toContainEqual({
      name: "API_TOKEN",
      valueFrom: { secretKeyRef: { name: "svc-identity-settings", key: "API_TOKEN" } },
    });
    const encoded = Buffer.from(value).toString("base64");
    const holders = resources.filter(({ inputs }) => JSON.stringify(inputs).includes(encoded));
    expect(holders.map(({ name }) => name)).toEqual(["svc-identity-settings-secret"]);
    expect(JSON.stringify(resources)).not.toContain(`"${value}"`);
    return Object.values(deploymentOf(resources).spec.template.metadata.annotations)[0];
  };
  expect(await checksum("one-value")).not.toBe(await checksum("another-value"));
});

it("isn't told of Sentinels where there are none", async () => {
  const { result, resources } = await recordResources(() => {
    const login = new DatabaseLogin("svc-identity-database", { workload: "svc-identity", generation: 1 });
    const access = { database: plainDatabase(), redis: plainRedis({ sentinels: [] }) };
    return new BackendService("svc-identity", { ...args, login, ...access });
  });
  expect(result.deployment).toBeDefined();
  const env = JSON.stringify(deploymentOf(resources).spec.template.spec.containers[0]?.env);
  expect(env).toContain("REDIS_HOST");
  expect(env).not.toContain("SENTINEL");
});

it("works alone where nobody calls it: no address, and no old pod beside a new one", async () => {
  const { service, resources } = await objectsOf({ isExposed: false, replicas: 1 });
  expect(service.address).toBeUndefined();
  expect(resources.filter(({ type }) => type.endsWith(":Service"))).toEqual([]);
  expect(only(resources, "Deployment").inputs).toMatchObject({ spec: { strategy: { type: "Recreate" } } });
});

it("tells its address", async () => {
  const { service } = await objectsOf();
  const address = await new Promise<string>((resolve) => void service.address?.apply(resolve));
  expect(address).toBe("svc-identity.backend-mainnet.svc:3000");
});
