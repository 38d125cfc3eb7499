/**
 * Proves the exact message for several pods that run PostgreSQL side by side, whatever declares them and wherever their
 * image is from. Does not prove that members find each other: the tests of the running database do.
 */
import { describe, expect, it } from "@jest/globals";
import { postgresReplication } from "./postgres-replication";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { patroniFile, patroniWith, VALID_POSTGRES } from "./testing/postgres";

const IMAGE = "spec.template.spec.containers[0].image";
const REPLICATION = "postgresql.authentication.replication";
const SUBJECT = "StatefulSet backend-mainnet/postgres: spec.replicas is 3 over PostgreSQL";
const REMEDY =
  "mount Patroni's configuration with postgresql.authentication.replication from a ConfigMap of the stack, or run one replica.";
/** The least that is a configuration with a user of replication. */
const YAML = "scope: a\nbootstrap: {}\npostgresql:\n  authentication:\n    replication: {username: replicator}\n";
const alone = (image = "docker.io/gx-protocol/postgres-ha:15.14") => [
  `${SUBJECT} (${image}) that nothing replicates; ${REMEDY}`,
];

const violations = async (...fixtures: Fixture[]) => (await judgeStack(postgresReplication, fixtures)).violations;

describe("postgres-replication", () => {
  it("accepts members of one cluster, whichever way the file is written and mounted", async () => {
    const projected = {
      name: "configuration",
      projected: { sources: [{ configMap: { name: "postgres-configuration" } }] },
    };
    expect(await violations(VALID_POSTGRES, patroniWith())).toEqual([]);
    expect(await violations(VALID_POSTGRES, patroniFile(YAML, "member.yaml"))).toEqual([]);
    expect(
      await violations(withField(VALID_POSTGRES, "spec.template.spec.volumes[0]", projected), patroniWith()),
    ).toEqual([]);
  });

  it("refuses members whose Patroni knows no user of replication", async () => {
    expect(await violations(VALID_POSTGRES, patroniWith({ [REPLICATION]: undefined }))).toEqual(alone());
  });

  it("accepts that user from the environment", async () => {
    const named = withField(VALID_POSTGRES, "spec.template.spec.containers[0].env", [
      { name: "PATRONI_REPLICATION_USERNAME", value: "replicator" },
    ]);
    expect(await violations(named, patroniWith({ [REPLICATION]: undefined }))).toEqual([]);
    expect(await violations(named)).toEqual(alone());
  });

  it.each<[string, Fixture, Fixture]>([
    ["is missing", VALID_POSTGRES, validWorkload("kubernetes:apps/v1:Deployment")],
    ["is another namespace's", VALID_POSTGRES, withField(patroniWith(), "metadata.namespace", "backend-testnet")],
    ["isn't mounted", withField(VALID_POSTGRES, "spec.template.spec.containers[0].volumeMounts[1]", {}), patroniWith()],
    [
      "is another volume's",
      withField(VALID_POSTGRES, "spec.template.spec.volumes[0].configMap.name", "x"),
      patroniWith(),
    ],
    ["is no configuration", VALID_POSTGRES, patroniFile("max_connections: 100\n")],
    ["is no YAML", VALID_POSTGRES, patroniFile("scope: [")],
    ["is of another kind of file", VALID_POSTGRES, patroniFile(YAML, "notes.txt")],
  ])("refuses members whose configuration %s", async (_how, members, map) => {
    expect(await violations(members, map)).toEqual(alone());
  });

  it.each([
    "docker.io/library/postgres:15.14",
    "postgres",
    "10.43.0.50:5000/mirror/postgres-custom:1",
    "ghcr.io/zalando/spilo-15:3.0-p1",
    "docker.io/patroni/patroni:4.1.5",
    "ghcr.io/cloudnative-pg/postgresql:15.14",
  ])("knows %s for PostgreSQL", async (image) => {
    expect(await violations(withField(VALID_POSTGRES, IMAGE, image))).toEqual(alone(image));
  });

  it.each([
    "docker.io/gx-protocol/svc-identity:2.0.6",
    "quay.io/prometheuscommunity/postgres-exporter:v0.18.1",
    "docker.io/library/postgres-operator:1",
    "not an image",
  ])("leaves %s alone", async (image) => {
    expect(await violations(withField(VALID_POSTGRES, IMAGE, image))).toEqual([]);
  });

  it("asks nothing of a single pod, nor of one whose tools an init container uses", async () => {
    for (const replicas of [1, 0, undefined]) {
      expect(await violations(withField(VALID_POSTGRES, "spec.replicas", replicas))).toEqual([]);
    }
    const initContainer = "spec.template.spec.initContainers[0].image";
    expect(
      await violations(
        withField(validWorkload("kubernetes:apps/v1:Deployment"), initContainer, "docker.io/postgres:15.14"),
      ),
    ).toEqual([]);
  });

  it.each(["apps/v1:Deployment", "apps/v1:ReplicaSet", "core/v1:ReplicationController"])(
    "refuses several pods in %s, with Patroni too",
    async (kind) => {
      const name = kind.split(":")[1];
      const several = { ...VALID_POSTGRES, type: `kubernetes:${kind}` };
      expect(await violations(several, patroniWith())).toEqual([
        `${name} backend-mainnet/postgres: spec.replicas is 3 over PostgreSQL (docker.io/gx-protocol/postgres-ha:15.14) ` +
          `in a ${name}; use a StatefulSet under Patroni, or run one replica.`,
      ]);
    },
  );

  it("asks for what it must know of such pods, and of no others", async () => {
    const unknown = (subject: string, field: string) => [
      `${subject}: ${field} is not known before the deployment; give it as a plain value, so that the rule can be proven.`,
    ];
    const map = withField(patroniWith(), 'data["patroni.yml"]', UNKNOWN);
    expect(await violations(VALID_POSTGRES, map)).toEqual(
      unknown("ConfigMap backend-mainnet/postgres-configuration", "data.patroni.yml"),
    );
    expect(await violations(withField(VALID_POSTGRES, "spec.replicas", UNKNOWN), patroniWith())).toEqual(
      unknown("StatefulSet backend-mainnet/postgres", "spec.replicas"),
    );
    const other = withField(validWorkload("kubernetes:apps/v1:Deployment"), "spec.replicas", UNKNOWN);
    expect(await violations(other, map)).toEqual([]);
  });
});
