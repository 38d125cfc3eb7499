/** What is refused of the settings of redis: with field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import type { EnvironmentName } from "../shared/labels";
import { committedSettings } from "../../tests/support/stack-file";
import { environmentWith } from "../../tests/support/systems";
import { leastMemoryMebibytes, leastVolumeMebibytes } from "./memory";

const changed = (changes: Readonly<Record<string, unknown>>, environment: EnvironmentName = "mainnet") => {
  const { redis } = committedSettings(environment) as { redis: object };
  return () => environmentWith(environment, [], { redis: { ...redis, ...changes } });
};

describe("mainnet's redis is refused", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      "one member",
      { replicas: 1 },
      "gx:redis.replicas is 1: must be at least 3: mainnet has 3 nodes, and Sentinels must outvote a lost one",
    ],
    ["two members", { replicas: 2 }, "gx:redis.replicas is 2: must be at least 3"],
    ["an even number", { replicas: 4 }, "gx:redis.replicas is 4: must be odd"],
    ["more members than nodes", { replicas: 5 }, "gx:redis.replicas is 5: at most 3"],
    [
      "more data than memory holds twice",
      { dataMebibytes: 512 },
      "gx:redis.resources.memoryLimitMebibytes is 768: must be at least 1200 for dataMebibytes 512: twice the data",
    ],
    [
      "too small a volume",
      { volumeMebibytes: 512 },
      "gx:redis.volumeMebibytes is 512: must be at least 1280 for dataMebibytes 256: the append-only file, its rewrite",
    ],
    [
      "an unknown policy",
      { whenFull: "allkeys-lru" },
      'gx:redis.whenFull is "allkeys-lru": must be refuse or evict-vol',
    ],
    [
      "a month that isn't one",
      { certificatesFrom: "2026-13" },
      'gx:redis.certificatesFrom is "2026-13": must be a month',
    ],
    [
      "certificates that outlive their authority",
      { certificatesFrom: "2035-06" },
      'gx:redis.certificatesFrom is "2035-06": must be from 2026-01 to 2034-12',
    ],
    [
      "no generation of passwords",
      { passwordGeneration: 0 },
      "gx:redis.passwordGeneration is 0: must be a whole number from 1",
    ],
    ["an unknown setting", { persistence: "off" }, 'gx:redis.persistence is "off": no such setting'],
  ])("with %s", (_what, changes, message) => {
    expect(changed(changes)).toThrow(message);
  });

  it("where the section is missing", () => {
    expect(() => environmentWith("mainnet", [], { redis: undefined })).toThrow("gx:redis is missing: must be a map");
  });
});

it("testnet's redis is one member: there is no second node", () => {
  expect(changed({ replicas: 3 }, "testnet")).toThrow("gx:redis.replicas is 3: at most 1");
});

it("takes what is just enough", () => {
  const resources = {
    cpuRequestMillicores: 100,
    cpuLimitMillicores: 100,
    memoryRequestMebibytes: 100,
    memoryLimitMebibytes: leastMemoryMebibytes(300),
  };
  expect(changed({ dataMebibytes: 300, volumeMebibytes: leastVolumeMebibytes(300), resources })).not.toThrow();
});
