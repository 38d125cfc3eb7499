/**
 * Proves the exact message for several pods that run Redis side by side, whatever declares them and wherever their image is
 * from. Does not prove that members fail over: the tests of the running members do.
 */
import { describe, expect, it } from "@jest/globals";
import { redisReplication } from "./redis-replication";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { redisFiles, VALID_REDIS, VALID_REDIS_FILES } from "./testing/redis";

const IMAGE = "spec.template.spec.containers[0].image";
const SUBJECT = "StatefulSet backend-mainnet/redis: spec.replicas is 3 over Redis";
const WITHOUT_SENTINEL =
  "without Sentinel; mount a Sentinel's configuration from a ConfigMap of the stack, or run one replica.";
const refused = (what: string, image = "docker.io/gx-protocol/redis:8.1.1-1") => [`${SUBJECT} (${image}) ${what}`];

const violations = async (...fixtures: Fixture[]) => (await judgeStack(redisReplication, fixtures)).violations;
const withFiles = (files: Readonly<Record<string, string>>) =>
  violations(VALID_REDIS, redisFiles({ ...VALID_REDIS_FILES, ...files }));

describe("redis-replication", () => {
  it("accepts members under Sentinels of which a majority decides", async () => {
    expect(await violations(VALID_REDIS, redisFiles())).toEqual([]);
  });

  it("accepts a quorum that a program is told in JSON, as it writes the Sentinel's line", async () => {
    const sentinel = { "sentinel.conf": "sentinel parallel-syncs gx 1\n" };
    expect(await withFiles({ ...sentinel, "cluster.json": '{"quorum": 2}' })).toEqual([]);
    for (const [json, quorum] of [
      ['{"quorum": 1}', "with a quorum of 1"],
      ['{"quorum": "2"}', "that states no quorum"],
      ["{", "that states no quorum"],
      ["null", "that states no quorum"],
    ] as const) {
      expect(await withFiles({ ...sentinel, "cluster.json": json })).toEqual(
        refused(`under a Sentinel ${quorum}; have 2 agree, more than half, or run one replica.`),
      );
    }
  });

  it.each<[string, readonly Fixture[]]>([
    ["is missing", []],
    ["is another namespace's", [withField(redisFiles(), "metadata.namespace", "backend-testnet")]],
    ["is no Sentinel's", [redisFiles({ "server.conf": VALID_REDIS_FILES["server.conf"]! })]],
    ["only speaks of one", [redisFiles({ "server.conf": "# sentinel monitor gx 10.43.0.10 6379 2\n" })]],
    ["is of another kind of file", [redisFiles({ "notes.txt": "sentinel monitor gx 10.43.0.10 6379 2\n" })]],
  ])("refuses members whose configuration %s", async (_how, maps) => {
    expect(await violations(VALID_REDIS, ...maps)).toEqual(refused(WITHOUT_SENTINEL));
  });

  it("refuses a quorum that two halves may both have", async () => {
    for (const quorum of ["1", "0", "two"]) {
      expect(await withFiles({ "sentinel.conf": `SENTINEL Monitor gx 10.43.0.10 6379 ${quorum}\n` })).toEqual(
        refused(
          `under a Sentinel with a quorum of ${Number(quorum)}; have 2 agree, more than half, or run one replica.`,
        ),
      );
    }
  });

  it.each(["", "min-replicas-to-write 0", "min-replicas-to-write 1\nmin-replicas-to-write 0"])(
    "refuses a primary that writes alone: %j",
    async (setting) => {
      expect(await withFiles({ "server.conf": `${setting}\n` })).toEqual(
        refused("whose primary writes alone; set min-replicas-to-write 1 in its configuration, or run one replica."),
      );
    },
  );

  it.each(["docker.io/library/redis:7.4.7", "valkey", "10.43.0.50:5000/mirror/valkey:8.1", "eqalpha/keydb:6.3.4"])(
    "knows %s for such a server",
    async (image) => {
      expect(await violations(withField(VALID_REDIS, IMAGE, image))).toEqual(refused(WITHOUT_SENTINEL, image));
    },
  );

  it.each(["docker.io/gx-protocol/svc-identity:2.0.6", "docker.io/oliver006/redis_exporter:v1.69.0", "not an image"])(
    "leaves %s alone",
    async (image) => {
      expect(await violations(withField(VALID_REDIS, IMAGE, image))).toEqual([]);
    },
  );

  it("asks nothing of a single pod", async () => {
    for (const replicas of [1, 0, undefined]) {
      expect(await violations(withField(VALID_REDIS, "spec.replicas", replicas))).toEqual([]);
    }
  });

  it("refuses several pods in a Deployment, with Sentinel too", async () => {
    const several = { ...VALID_REDIS, type: "kubernetes:apps/v1:Deployment" };
    expect(await violations(several, redisFiles())).toEqual([
      "Deployment backend-mainnet/redis: spec.replicas is 3 over Redis (docker.io/gx-protocol/redis:8.1.1-1) " +
        "in a Deployment; use a StatefulSet under Sentinel, or run one replica.",
    ]);
  });

  it("asks for what it must know of such pods, and of no others", async () => {
    const map = withField(redisFiles(), 'data["server.conf"]', UNKNOWN);
    expect(await violations(VALID_REDIS, map)).toEqual([
      "ConfigMap backend-mainnet/redis-configuration: data.server.conf is not known before the deployment; " +
        "give it as a plain value, so that the rule can be proven.",
    ]);
    expect(await violations(validWorkload("kubernetes:apps/v1:Deployment"), map)).toEqual([]);
  });
});
