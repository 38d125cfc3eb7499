/** What is refused of the settings of the database: with field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import type { EnvironmentName } from "../shared/labels";
import { committedSettings } from "../../tests/support/stack-file";
import { environmentWith } from "../../tests/support/systems";

const changed = (changes: Readonly<Record<string, unknown>>, environment: EnvironmentName = "mainnet") => {
  const { postgres } = committedSettings(environment) as { postgres: object };
  return () => environmentWith(environment, [], { postgres: { ...postgres, ...changes } });
};
const resources = (memoryLimitMebibytes: number) => ({
  cpuRequestMillicores: 500,
  cpuLimitMillicores: 2000,
  memoryRequestMebibytes: 256,
  memoryLimitMebibytes,
});

describe("mainnet's database is refused", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["one member", { replicas: 1 }, "gx:postgres.replicas is 1: must be at least 3: mainnet has 3 nodes"],
    ["two members", { replicas: 2 }, "gx:postgres.replicas is 2: must be at least 3"],
    ["an even number", { replicas: 4 }, "gx:postgres.replicas is 4: must be odd"],
    ["more members than nodes", { replicas: 5 }, "gx:postgres.replicas is 5: at most 3"],
    [
      "an unknown parameter",
      { parameters: { fsync: "off" } },
      'gx:postgres.parameters.fsync is "off": no such setting',
    ],
    [
      "a parameter as it isn't written",
      { parameters: { checkpoint_timeout: "often" } },
      'gx:postgres.parameters.checkpoint_timeout is "often": must be like 30s: time between checkpoints',
    ],
    [
      "too small a volume",
      { volumeMebibytes: 100 },
      "gx:postgres.volumeMebibytes is 100: must be a whole number from 4096",
    ],
    [
      "too little memory for those who log in",
      { resources: resources(512) },
      "gx:postgres.resources.memoryLimitMebibytes is 512: must be at least ",
    ],
    ["an unknown mode", { synchronous: "maybe" }, 'gx:postgres.synchronous is "maybe": must be off, on or strict'],
    [
      "a month that isn't one",
      { certificatesFrom: "2026-13" },
      'gx:postgres.certificatesFrom is "2026-13": must be a month',
    ],
    [
      "certificates that outlive their authority",
      { certificatesFrom: "2035-06" },
      'gx:postgres.certificatesFrom is "2035-06": must be from 2026-01 to 2034-12',
    ],
    ["a time budget that doesn't add up", { failover: { retryTimeoutSeconds: 9 } }, "gx:postgres.failover."],
  ])("with %s", (_what, changes, message) => {
    expect(changed(changes)).toThrow(message);
  });
});

describe("testnet's database", () => {
  it("is one member, which waits for no other", () => {
    expect(changed({ synchronous: "strict" }, "testnet")).toThrow(
      'gx:postgres.synchronous is "strict": must be off: there is no second member that a commit could wait for',
    );
    expect(changed({ replicas: 3 }, "testnet")).toThrow("gx:postgres.replicas is 3: at most 1");
  });
});
