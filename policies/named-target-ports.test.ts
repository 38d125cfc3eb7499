/**
 * Proves the exact message for each port of a Service that leads to a number or to a name that selected pods lack.
 * Does not prove that anything listens there.
 */
import { describe, expect, it } from "@jest/globals";
import { namedTargetPorts } from "./named-target-ports";
import { UNKNOWN, VALID_SERVICE, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const SUBJECT = "Service backend-mainnet/svc-identity:";
const TARGET = "spec.ports[0].targetPort";
const CONTAINER = "spec.template.spec.containers[0]";

const violations = async (...fixtures: Fixture[]) => (await judgeStack(namedTargetPorts, fixtures)).violations;
const service = (field: string, value: unknown) => withField(VALID_SERVICE, field, value);
const unnamed = (name: string, workload: string, protocol = "TCP") =>
  `${SUBJECT} ${TARGET} is "${name}", a name that no container of ${workload} gives to a ${protocol} port; ` +
  "name the port there, or use a name that it has.";
const IDENTITY = "Deployment backend-mainnet/svc-identity";

describe("a target port", () => {
  it.each(WORKLOAD_KINDS.filter(({ type }) => !/:PodTemplate$/.test(type)))(
    "is one that the pods of $type name",
    async ({ type, template }) => {
      const workload = validWorkload(type);
      expect(await violations(workload, VALID_SERVICE)).toEqual([]);
      expect(
        await violations(withField(workload, `${template}spec.containers[0].ports[0].name`, "grpc"), VALID_SERVICE),
      ).toEqual([unnamed("http", `${type.split(":")[2]} backend-mainnet/svc-identity`)]);
    },
  );

  it.each([3000, "3000", undefined, ""])("must not be %j", async (port) => {
    const found = port === undefined ? "is not set" : `is ${JSON.stringify(port)}`;
    expect(await violations(DEPLOYMENT, service(TARGET, port))).toEqual([
      `${SUBJECT} ${TARGET} ${found}; name it, by the name of a port that the pods' containers declare.`,
    ]);
  });

  it("is judged in every port", async () => {
    const ports = [
      { port: 80, targetPort: "http" },
      { port: 81, targetPort: "htpt" },
    ];
    expect(await violations(DEPLOYMENT, service("spec.ports", ports))).toEqual([
      unnamed("htpt", IDENTITY).replace("ports[0]", "ports[1]"),
    ]);
  });

  it("has the Service's protocol", async () => {
    expect(await violations(DEPLOYMENT, service("spec.ports[0].protocol", "UDP"))).toEqual([
      unnamed("http", IDENTITY, "UDP"),
    ]);
    const both = withField(DEPLOYMENT, `${CONTAINER}.ports[1]`, { name: "http", protocol: "UDP", containerPort: 3000 });
    expect(await violations(both, service("spec.ports[0].protocol", "UDP"))).toEqual([]);
  });

  it("may be a sidecar's, but no other init container's", async () => {
    const bare = withField(DEPLOYMENT, `${CONTAINER}.ports`, undefined);
    expect(await violations(bare, VALID_SERVICE)).toEqual([unnamed("http", IDENTITY)]);
    const sidecar = withField(bare, "spec.template.spec.initContainers[0].restartPolicy", "Always");
    expect(await violations(sidecar, VALID_SERVICE)).toEqual([]);
  });
});

describe("the selected pods", () => {
  const other = withField(
    withField(DEPLOYMENT, "metadata.name", "svc-identity-canary"),
    `${CONTAINER}.ports[0].name`,
    "grpc",
  );

  it("must all name the port", async () => {
    expect(await violations(DEPLOYMENT, other, VALID_SERVICE)).toEqual([
      unnamed("http", "Deployment backend-mainnet/svc-identity-canary"),
    ]);
  });

  it("include those that run-time labels may select", async () => {
    const patroni = withField(other, 'spec.template.metadata.annotations["gxcoin.money/runtime-labels"]', "role");
    expect(await violations(patroni, service("spec.selector.role", "primary"))).toEqual([
      unnamed("http", "Deployment backend-mainnet/svc-identity-canary"),
    ]);
  });

  it("are neither those of other labels nor of another namespace", async () => {
    const elsewhere = withField(other, "metadata.namespace", "fabric");
    const labelled = withField(other, 'spec.template.metadata.labels["app.kubernetes.io/name"]', "svc-tax");
    expect(await violations(DEPLOYMENT, elsewhere, labelled, VALID_SERVICE)).toEqual([]);
  });
});

it.each([undefined, {}])("leaves alone a Service with the selector %j", async (selector) => {
  expect(await violations(withField(service(TARGET, 3000), "spec.selector", selector))).toEqual([]);
});

it("must be provable", async () => {
  const unprovable = "is not known before the deployment; give it as a plain value, so that the rule can be proven.";
  expect(await violations(DEPLOYMENT, service(TARGET, UNKNOWN))).toEqual([`${SUBJECT} ${TARGET} ${unprovable}`]);
  expect(await violations(withField(DEPLOYMENT, `${CONTAINER}.ports[0].name`, UNKNOWN), VALID_SERVICE)).toEqual([
    `${IDENTITY}: ${CONTAINER}.ports[0].name ${unprovable}`,
  ]);
});
