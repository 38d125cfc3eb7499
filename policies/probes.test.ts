/**
 * Proves the exact message for each way of not being asked, or of being asked one question twice.
 * Does not prove that a program answers its probes, nor that the answers mean what they should.
 */
import { describe, expect, it } from "@jest/globals";
import { probes } from "./probes";
import { UNKNOWN, validWorkload, withField, WORKLOAD_KINDS, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const DEPLOYMENT = validWorkload("kubernetes:apps/v1:Deployment");
const CONTAINER = "spec.template.spec.containers[0]";
const INIT = "spec.template.spec.initContainers[0]";
const SUBJECT = "Deployment backend-mainnet/svc-identity:";

const violations = async (fixture: Fixture) => (await judge(probes, fixture)).violations;
const unasked = (container: string) => [
  `${container}.readinessProbe is not set; ask whether the container can serve.`,
  `${container}.livenessProbe is not set; ask whether the process lives, and nothing else.`,
];

describe("probes", () => {
  describe.each(WORKLOAD_KINDS)("in $type", ({ type, template }) => {
    const workload = validWorkload(type);
    const kind = type.split(":")[2] ?? "";
    const runsForEver = /^(DaemonSet|Deployment|ReplicaSet|ReplicationController|StatefulSet)$/.test(kind);

    it("accepts two different questions", async () => {
      expect(await judge(probes, workload)).toEqual({ violations: [] });
    });

    it("asks for both where containers run for ever", async () => {
      const container = `${template}spec.containers[0]`;
      const unprobed = ["readinessProbe", "livenessProbe"].reduce(
        (fixture, probe) => withField(fixture, `${container}.${probe}`, undefined),
        workload,
      );
      const messages = unasked(container).map((message) => `${kind} backend-mainnet/svc-identity: ${message}`);
      expect(await violations(unprobed)).toEqual(runsForEver ? messages : []);
    });
  });

  it("asks it of sidecars", async () => {
    const sidecar = withField(DEPLOYMENT, `${INIT}.restartPolicy`, "Always");
    expect(await violations(sidecar)).toEqual(unasked(INIT).map((message) => `${SUBJECT} ${message}`));
  });

  it("refuses a probe that asks nothing", async () => {
    expect(await violations(withField(DEPLOYMENT, `${CONTAINER}.readinessProbe`, { periodSeconds: 5 }))).toEqual([
      `${SUBJECT} ${CONTAINER}.readinessProbe has no handler; ` +
        "ask whether the container can serve, by one of exec, grpc, httpGet, tcpSocket.",
    ]);
  });

  it.each([
    { httpGet: { path: "/readyz", port: 3000 } },
    { httpGet: { port: 3000, path: "/readyz" }, periodSeconds: 60, failureThreshold: 10 },
  ])("refuses one question asked twice: %j", async (probe) => {
    expect(await violations(withField(DEPLOYMENT, `${CONTAINER}.livenessProbe`, probe))).toEqual([
      `${SUBJECT} ${CONTAINER}.livenessProbe asks what readinessProbe asks; ` +
        "ask only whether the process lives, so that a container that waits for another is not restarted.",
    ]);
  });

  it.each([{ tcpSocket: { port: 3000 } }, { exec: { command: ["true"] } }, { grpc: { port: 3000 } }])(
    "accepts the handler %j",
    async (probe) => {
      expect(await violations(withField(DEPLOYMENT, `${CONTAINER}.livenessProbe`, probe))).toEqual([]);
    },
  );

  it("reports an unknown question, and still judges the rest", async () => {
    const unknown = withField(DEPLOYMENT, `${CONTAINER}.livenessProbe.httpGet.path`, UNKNOWN);
    expect(await judge(probes, unknown)).toEqual({
      violations: [],
      advisory: `string value at .${CONTAINER.replace("[0]", ".0")}.livenessProbe.httpGet.path can't be known during preview`,
    });
  });
});
