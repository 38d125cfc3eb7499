/**
 * Proves the exact message for each claim of another storage class than that for data.
 * Does not prove that the class keeps its volumes: the cluster layer's tests show that it says so.
 */
import { describe, expect, it } from "@jest/globals";
import { dataClaims } from "./data-claims";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const CLAIM: Fixture = {
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  props: {
    metadata: { name: "archive", namespace: "backend-mainnet" },
    spec: { storageClassName: "gx-data", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  },
};
const LEGACY = 'metadata.annotations["volume.beta.kubernetes.io/storage-class"]';
const STATEFUL_SET = ["data", "wal"].reduce(
  (fixture, name, index) =>
    withField(fixture, `spec.volumeClaimTemplates[${index}]`, { ...CLAIM.props, metadata: { name } }),
  withField(validWorkload("kubernetes:apps/v1:StatefulSet"), "spec.volumeClaimTemplates", []),
);

describe.each([
  ["PersistentVolumeClaim backend-mainnet/archive", CLAIM, ""],
  ["StatefulSet backend-mainnet/svc-identity", STATEFUL_SET, "spec.volumeClaimTemplates[1]."],
])("data-claims of %s", (subject, fixture, prefix) => {
  const field = `${prefix}spec.storageClassName`;

  it("accepts the class for data", async () => {
    expect(await judge(dataClaims, fixture)).toEqual({ violations: [] });
  });

  it.each([undefined, "", "local-path"])("refuses the class %j", async (name) => {
    const found = name === undefined ? "is not set" : `is "${name}"`;
    expect(await judge(dataClaims, withField(fixture, field, name))).toEqual({
      violations: [`${subject}: ${field} ${found}; set it to "gx-data".`],
    });
  });

  it("refuses the annotation that goes before the field", async () => {
    expect(await judge(dataClaims, withField(fixture, `${prefix}${LEGACY}`, "local-path"))).toEqual({
      violations: [`${subject}: ${prefix}${LEGACY} is "local-path"; remove it, and set storageClassName to "gx-data".`],
    });
  });

  it("reports a class that is unknown", async () => {
    const { violations, advisory } = await judge(dataClaims, withField(fixture, field, UNKNOWN));
    expect(violations).toEqual([]);
    expect(advisory).toContain("storageClassName can't be known during preview");
  });
});

it("judges the others where one template is unknown", async () => {
  const unknown = withField(STATEFUL_SET, "spec.volumeClaimTemplates[0].spec", UNKNOWN);
  const both = withField(unknown, "spec.volumeClaimTemplates[1].spec.storageClassName", "local-path");
  expect((await judge(dataClaims, both)).violations).toEqual([
    'StatefulSet backend-mainnet/svc-identity: spec.volumeClaimTemplates[1].spec.storageClassName is "local-path"; ' +
      'set it to "gx-data".',
  ]);
});

it("leaves alone a volume that ends with its pod, and what claims nothing", async () => {
  const ephemeral = {
    name: "scratch",
    ephemeral: { volumeClaimTemplate: { spec: { storageClassName: "local-path" } } },
  };
  const deployment = validWorkload("kubernetes:apps/v1:Deployment");
  for (const fixture of [deployment, withField(deployment, "spec.template.spec.volumes[1]", ephemeral)]) {
    expect(await judge(dataClaims, fixture)).toEqual({ violations: [] });
  }
});
