/** The objects of one backend service and how they hang together. Proves nothing of scheduling or running pods. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { holdsPassword, recordResources, type RecordedResource } from "../../tests/support/recorded-resources";
import { BackendService, type BackendServiceArgs } from "./backend-service";

const args: BackendServiceArgs = {
  environment: "mainnet",
  namespace: "backend-mainnet",
  component: "backend",
  replicas: 3,
  image: "docker.io/gx-protocol/svc-identity:2.0.6",
  httpPort: 3000,
  nodeRole: "primary",
  priorityClassName: "gx-mainnet-service",
  resources: {
    cpuRequestMillicores: 100,
    cpuLimitMillicores: 500,
    memoryRequestMebibytes: 192,
    memoryLimitMebibytes: 384,
  },
  settings: { LOG_LEVEL: "info" },
  exposed: true,
  gates: [],
  database: {
    writeHost: "postgres-primary.backend-mainnet.svc",
    readHost: "postgres-replica.backend-mainnet.svc",
    port: 5432,
  },
};

async function objectsOf(changed: Partial<BackendServiceArgs> = {}) {
  const { result, resources } = await recordResources(
    () => new BackendService("svc-identity", { ...args, ...changed }),
  );
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
        affinity: unknown;
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
    for (const { name, parent } of resources.filter((resource) => resource.name !== "svc-identity")) {
      expect([name, parent]).toEqual([name, expect.stringMatching(/^gx:services:(BackendService|DatabaseLogin) /)]);
    }
  });

  it("selects its pods by name alone, the same in Deployment, Service, budget and spread", () => {
    const selector = { "app.kubernetes.io/name": "svc-identity" };
    const { spec } = deploymentOf(resources);
    expect(spec.selector.matchLabels).toEqual(selector);
    expect(spec.template.metadata.labels).toMatchObject(selector);
    expect(only(resources, "Service").inputs).toMatchObject({ spec: { selector } });
    expect(only(resources, "PodDisruptionBudget").inputs).toMatchObject({
      spec: { minAvailable: 2, selector: { matchLabels: selector } },
    });
    expect(spec.template.spec.topologySpreadConstraints[0]?.labelSelector).toEqual({ matchLabels: selector });
  });

  it("requires nodes of its environment", () => {
    expect(JSON.stringify(deploymentOf(resources).spec.template.spec.affinity)).toContain(
      '"nodeSelectorTerms":[{"matchExpressions":[{"key":"node-role","operator":"In","values":["primary"]}]}]',
    );
  });

  it("takes its database URLs from its own Secret, by reference", () => {
    const { serviceAccountName, automountServiceAccountToken, containers } = deploymentOf(resources).spec.template.spec;
    expect({ serviceAccountName, automountServiceAccountToken }).toEqual({
      serviceAccountName: "svc-identity",
      automountServiceAccountToken: false,
    });
    expect(containers[0]?.env).toEqual([
      { name: "PORT", value: "3000" },
      { name: "LOG_LEVEL", value: "info" },
      ...["DATABASE_URL", "DATABASE_READ_URL"].map((key) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: "svc-identity-database", key } },
      })),
    ]);
  });

  it("hands the generated password to nothing but the Secret", () => {
    const holders = resources.filter(({ inputs }) => holdsPassword(inputs));
    expect(holders.map(({ type }) => type)).toEqual(["kubernetes:core/v1:Secret"]);
  });

  it("protects its generated password", () => {
    expect(only(resources, "RandomPassword").protect).toBe(true);
  });
});

it("has no budget as a singleton: it would only block drains", async () => {
  const { resources } = await objectsOf({ replicas: 1 });
  expect(resources.filter(({ type }) => type.endsWith("PodDisruptionBudget"))).toEqual([]);
});

it("works alone where nobody calls it: no address, and no old pod beside a new one", async () => {
  const { service, resources } = await objectsOf({ exposed: false, replicas: 1 });
  expect(service.address).toBeUndefined();
  expect(resources.filter(({ type }) => type.endsWith(":Service"))).toEqual([]);
  expect(only(resources, "Deployment").inputs).toMatchObject({ spec: { strategy: { type: "Recreate" } } });
});

it("tells its address", async () => {
  const { service } = await objectsOf();
  const address = await new Promise<string>((resolve) => void service.address?.apply(resolve));
  expect(address).toBe("svc-identity.backend-mainnet.svc:3000");
});
