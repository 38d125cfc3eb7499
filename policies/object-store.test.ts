/**
 * Proves the exact message for several pods of an S3 server over a volume, and for one that is asked in the open. Does not
 * prove that a server refuses what comes in the open: the tests of the running one do.
 */
import { describe, expect, it } from "@jest/globals";
import { objectStore } from "./object-store";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { VALID_OBJECT_STORE } from "./testing/object-store";

const CONTAINER = "spec.template.spec.containers[0]";
const SUBJECT = "StatefulSet backend-mainnet/objectstore:";
const several = (image: string) =>
  `${SUBJECT} spec.replicas is 3 over an S3 server (${image}) that copies nothing to another; run one replica.`;

const violations = async (fixture: Fixture) => (await judgeStack(objectStore, [fixture])).violations;

describe("object-store", () => {
  it("accepts one pod that answers over TLS", async () => {
    expect(await violations(VALID_OBJECT_STORE)).toEqual([]);
    expect(await violations(withField(VALID_OBJECT_STORE, "spec.replicas", undefined))).toEqual([]);
  });

  it.each(["docker.io/gx-protocol/objectstore:1.8.0-1", "docker.io/versity/versitygw:v1.8.0"])(
    "refuses several of %s",
    async (image) => {
      const fixture = withField(VALID_OBJECT_STORE, `${CONTAINER}.image`, image);
      expect(await violations(withField(fixture, "spec.replicas", 3))).toEqual([several(image)]);
    },
  );

  it.each(["docker.io/gx-protocol/svc-identity:2.0.6", "docker.io/gx-protocol/objectstore-exporter:1.0.0"])(
    "leaves %s alone",
    async (image) => {
      const fixture = withField(VALID_OBJECT_STORE, `${CONTAINER}.image`, image);
      expect(await violations(withField(fixture, "spec.replicas", 3))).toEqual([]);
    },
  );

  it.each(["startupProbe", "livenessProbe", "readinessProbe"])("refuses a %s in the open", async (probe) => {
    const field = `${CONTAINER}.${probe}`;
    const refused = (found: string) => [
      `${SUBJECT} ${field}.httpGet.scheme ${found}; serve TLS, and set it to "HTTPS".`,
    ];
    const asked = (scheme?: string) =>
      withField(VALID_OBJECT_STORE, field, { httpGet: { path: "/health", port: "s3", ...(scheme && { scheme }) } });
    expect(await violations(asked())).toEqual(refused("is not set"));
    expect(await violations(asked("HTTP"))).toEqual(refused('is "HTTP"'));
    expect(await violations(asked("HTTPS"))).toEqual([]);
  });

  it("asks for what it must know, and judges the others", async () => {
    const unknown = withField(VALID_OBJECT_STORE, "spec.replicas", UNKNOWN);
    const open = withField(unknown, `${CONTAINER}.livenessProbe.httpGet.scheme`, undefined);
    expect(await violations(open)).toEqual([
      `${SUBJECT} spec.replicas is not known before the deployment; give it as a plain value, so that the rule can be proven.`,
      `${SUBJECT} ${CONTAINER}.livenessProbe.httpGet.scheme is not set; serve TLS, and set it to "HTTPS".`,
    ]);
  });

  it("leaves alone what ends by itself", async () => {
    const job = withField(
      validWorkload("kubernetes:batch/v1:Job"),
      `${CONTAINER}.image`,
      "docker.io/gx-protocol/objectstore:1.8.0-1",
    );
    expect(await violations(job)).toEqual([]);
  });
});
