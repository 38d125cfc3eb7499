/**
 * Who may do what, and that planned changes don't stop writes for long: handovers, and an update of all pods. Real processes,
 * as in failover.test.ts.
 */
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { GROUP } from "../../components/redis/names";
import { TIMEOUT_MS } from "../support/bare-lab";
import { describeUnless } from "../support/describe-unless";
import { notInOwnNetwork } from "../support/own-network";
import { Connection, type Target } from "./connection";
import { ObservedRedis } from "./observed-redis";
import { MEMBERS, SERVER } from "./redis-under-test";

jest.setTimeout(TIMEOUT_MS);

const HAND_OVER = ["/opt/gx/hand-over"];

describeUnless(notInOwnNetwork(), "a redis of three members", () => {
  let observed: ObservedRedis;

  beforeAll(async () => void (observed = await ObservedRedis.start("redis-change")));
  afterAll(() => observed?.dispose());
  afterEach(() => observed.expectNothingLost());

  /** What a command answers to whoever logs in. @throws what the server says */
  async function asked(target: Target, ...words: readonly string[]) {
    const connection = await Connection.open(target);
    try {
      return await connection.call(...words);
    } finally {
      connection.close();
    }
  }

  describe.each(["redis", "sentinel"] as const)("%s: who may log in", (server) => {
    const target = (login: Target["login"]) => ({ ...observed.redis.access.asService("redis-0", server), login });

    it("a service", async () => {
      expect(await asked(observed.redis.access.asService("redis-0", server), "PING")).toBe("PONG");
    });

    it.each([
      ["with a wrong password", { password: "wrong" }, /^WRONGPASS/],
      ["as nobody", undefined, /^NOAUTH/],
      ["as a member, with a service's password", { user: "member", password: "service" }, /^WRONGPASS/],
    ])("nobody %s", async (_how, login, refusal) => {
      await expect(asked(target(login), "PING")).rejects.toThrow(refusal);
    });

    it("nobody without TLS", async () => {
      const { host, port } = observed.redis.access.asService("redis-0", server);
      expect(await answerInClear(host, port, "PING\r\n")).not.toMatch(/PONG|NOAUTH/);
    });
  });

  it.each([
    ["redis", ["CONFIG", "GET", "requirepass"]],
    ["redis", ["REPLICAOF", "NO", "ONE"]],
    ["redis", ["FLUSHALL"]],
    ["redis", ["SHUTDOWN", "NOSAVE"]],
    ["sentinel", ["SENTINEL", "FAILOVER", GROUP]],
    ["sentinel", ["SENTINEL", "REMOVE", GROUP]],
  ] as const)("a service may not ask %s for %j", async (server, words) => {
    const service = observed.redis.access.asService(observed.redis.primary, server);
    await expect(asked(service, ...words)).rejects.toThrow(/^NOPERM/);
  });

  it("hands over when asked", () =>
    observed.through("planned handover", async (primary) => {
      expect(await observed.redis.pods.exec(primary, SERVER, HAND_OVER)).toMatchObject({ exitCode: 0 });
      await observed.redis.anotherLeads(primary);
    }));

  it("hands over when the primary's pod is deleted", () =>
    observed.through("primary's pod deleted", async (primary) => {
      await observed.redis.lab.kubectl.run(["delete", "pod", primary, "--namespace=backend-mainnet"]);
      await observed.redis.anotherLeads(primary);
    }));

  it("replaces its members one after another when their pods change", async () => {
    const objects = await observed.redis.declared({ resources: CHANGED_RESOURCES });
    await observed.through("new pods", async () => {
      const started = async () => Promise.all(MEMBERS.map((member) => observed.redis.podUid(member)));
      const before = await started();
      await observed.redis.become(objects);
      const after = await started();
      expect(after.filter((uid) => before.includes(uid))).toEqual([]);
    });
  });
});

/** A little more than mainnet's own. */
const CHANGED_RESOURCES = {
  ...{ cpuRequestMillicores: 200, cpuLimitMillicores: 1100 },
  ...{ memoryRequestMebibytes: 800, memoryLimitMebibytes: 800 },
};

/** What a server answers to bytes without TLS, until it closes the connection. */
function answerInClear(host: string, port: number, sent: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write(sent));
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}
