/** What the programs are told that dump redis, and what they mount and take. That they work is shown by real members. */
import { X509Certificate } from "node:crypto";
import { expect, it } from "@jest/globals";
import { committedSettings } from "../../tests/support/stack-file";
import { redisDumpSource } from "./dump-source";
import { redisSettings } from "./settings";
import { redisCertificates } from "./tls";

const sourceOf = (changes: object = {}) => {
  const { redis } = committedSettings("mainnet") as { redis: object };
  return redisDumpSource(redisSettings.parse({ ...redis, ...changes }), "backend-mainnet");
};

it("names each member by an address that it has, whether there are several or one", () => {
  expect(sourceOf().facts).toEqual({
    members: [0, 1, 2].map((ordinal) => `redis-${ordinal}.backend-mainnet.svc`),
    port: 6379,
  });
  expect(sourceOf({ replicas: 1 }).facts).toMatchObject({ members: ["redis-0.redis-headless.backend-mainnet.svc"] });
});

it.each([1, 3])("calls members by names that their certificate has, of %d", (replicas) => {
  const { server } = redisCertificates("s".repeat(64), "backend-mainnet", replicas, "2026-11");
  const certificate = new X509Certificate(server["tls.crt"]);
  const { members } = sourceOf({ replicas }).facts as { members: readonly string[] };
  for (const host of members) expect([host, certificate.checkHost(host)]).not.toContain(undefined);
});

it("lets what dumps call members alone, and what proves nobody", () => {
  const { dump, prove } = sourceOf();
  expect(dump.calls.map(({ to, port }) => [to, port])).toEqual([[["redis"], "redis"]]);
  expect([prove.calls, prove.volumes, prove.mounts]).toEqual([[], [], []]);
});

it("mounts the password and the authority where the program reads them", () => {
  const { volumes, mounts } = sourceOf().dump;
  expect(volumes).toEqual([
    { name: "password", secret: { secretName: "redis-dump", defaultMode: 0o440 } },
    { name: "authority", configMap: { name: "redis-authority" } },
  ]);
  expect(mounts).toEqual([
    { name: "password", mountPath: "/etc/redis-dump", readOnly: true },
    { name: "authority", mountPath: "/tls/authority", readOnly: true },
  ]);
});

it("has room for as much data as there may be: twice on disk, and once in a server that loads them", () => {
  const source = sourceOf({ dataMebibytes: 1000, volumeMebibytes: 8192 });
  expect(source.roomMebibytes).toBeGreaterThan(2 * 1000);
  expect(source.prove.resources.memoryLimitMebibytes).toBeGreaterThan(1.5 * 1000);
});
