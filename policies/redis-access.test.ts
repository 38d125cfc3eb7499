/** Proves the exact message for each way in which Redis listens or calls in the open. Does not prove that a certificate is checked. */
import { describe, expect, it } from "@jest/globals";
import { redisAccess } from "./redis-access";
import { UNKNOWN, validWorkload, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";
import { redisFiles, VALID_REDIS, VALID_REDIS_FILES } from "./testing/redis";

const SUBJECT = "ConfigMap backend-mainnet/redis-configuration:";
const violations = async (...fixtures: Fixture[]) => (await judgeStack(redisAccess, fixtures)).violations;

describe("redis-access", () => {
  it("accepts servers and Sentinels with TLS alone, several or one", async () => {
    expect(await violations(VALID_REDIS, redisFiles())).toEqual([]);
    expect(await violations(withField(VALID_REDIS, "spec.replicas", 1), redisFiles())).toEqual([]);
  });

  it.each([
    ["tls-port 6379\ntls-replication yes", "port is not set; set it to 0, and a tls-port"],
    ["port 0\nport 6379\ntls-port 6380\ntls-replication yes", 'port is "6379"; set it to 0, and a tls-port'],
    ["port 0\ntls-replication yes", "tls-port is not set; set the port of TLS"],
    ["port 0\ntls-port 0\ntls-replication yes", 'tls-port is "0"; set the port of TLS'],
    [
      "port 0\ntls-port 6379",
      "tls-replication is not set; set it to yes: replicas and Sentinels call in the open otherwise",
    ],
  ])("refuses %j in any of the files", async (text, message) => {
    for (const file of Object.keys(VALID_REDIS_FILES)) {
      expect(await violations(VALID_REDIS, redisFiles({ ...VALID_REDIS_FILES, [file]: `${text}\n` }))).toEqual([
        `${SUBJECT} data["${file}"].${message}.`,
      ]);
    }
  });

  it("refuses a server without a configuration: its default is to listen in the open", async () => {
    expect(await violations(withField(VALID_REDIS, "spec.replicas", 1))).toEqual([
      "StatefulSet backend-mainnet/redis: spec.template.spec.volumes give Redis no configuration, so that it listens in " +
        "the open; mount a file NAME.conf from a ConfigMap of the stack, with port 0 and a tls-port.",
    ]);
  });

  it("reports a file that is unknown, once", async () => {
    expect(await violations(VALID_REDIS, withField(redisFiles(), 'data["server.conf"]', UNKNOWN))).toEqual([
      `${SUBJECT} data.server.conf is not known before the deployment; give it as a plain value, so that the rule can be proven.`,
    ]);
  });

  it("leaves files alone that no such server mounts", async () => {
    expect(
      await violations(validWorkload("kubernetes:apps/v1:Deployment"), redisFiles({ "nginx.conf": "x\n" })),
    ).toEqual([]);
  });
});
