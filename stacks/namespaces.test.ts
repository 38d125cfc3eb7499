/** That the namespaces of a stack file are accepted whole or refused naming field, value and remedy. */
import { describe, expect, it } from "@jest/globals";
import { mutated, refusal } from "../tests/support/refused-settings";
import { committedSettings } from "../tests/support/stack-file";

describe("a mistake in the namespaces", () => {
  it.each<[string, unknown, string]>([
    [
      "namespaces.backend.quota.cpuRequestMillicores",
      1000,
      "gx:namespaces.backend.quota.cpuRequestMillicores is 1000: must be at least ",
    ],
    [
      "namespaces.backend.quota.pods",
      20,
      "gx:namespaces.backend.quota.pods is 20: must be at least 50: its workloads need 49 while all are updated, a job started by hand 1",
    ],
    [
      "namespaces.monitoring",
      undefined,
      "gx:namespaces.monitoring is missing: mainnet has the one namespace for monitoring",
    ],
    [
      "namespaces.hosts",
      undefined,
      "gx:namespaces.hosts is missing: mainnet has the one namespace for what reads files of the servers, others none: by it etcd is backed up",
    ],
    [
      "namespaces.hosts.privileged",
      undefined,
      "gx:namespaces.hosts.privileged is missing: must say why pods in it aren't restricted, and until when",
    ],
    ["namespaces.hosts.privileged.reason", " ", 'gx:namespaces.hosts.privileged.reason is " ": must say why'],
    [
      "namespaces.hosts.privileged.until",
      "2027",
      'gx:namespaces.hosts.privileged.until is "2027": must be the last day before it is looked at again, as YYYY-MM-DD in UTC',
    ],
    ["namespaces.hosts.adoption", {}, "gx:namespaces.hosts.adoption is {}: no such setting"],
    [
      "namespaces.backend.privileged",
      { reason: "x", until: "2027-11-30" },
      'gx:namespaces.backend.privileged is {"reason":"x","until":"2027-11-30"}: no such setting',
    ],
    ["namespaces.hosts.quota.pods", 2, "gx:namespaces.hosts.quota.pods is 2: must be at least 3"],
    ["namespaces.backend.quta", {}, "gx:namespaces.backend.quta is {}: no such setting; did you mean quota?"],
    ["namespaces.backend.name", "Backend", 'gx:namespaces.backend.name is "Backend": must be a DNS label'],
    ["namespaces.backend.name", "kube-system", "must not be one of Kubernetes' own namespaces"],
    ["namespaces.fabric.name", "backend-mainnet", "backend has it already"],
    [
      "namespaces.fabric.name",
      "fabric-testnet",
      "must not end in -testnet: so end testnet's, and no namespace may be in two stacks",
    ],
    ["namespaces", undefined, "gx:namespaces is missing: must describe a namespace for backend and for fabric"],
    ["namespaces.fabric.adoption", {}, "gx:namespaces.fabric.adoption.withheld is missing: must be a list of what"],
    [
      "namespaces.fabric.adoption",
      { withheld: ["network-policies"], reason: "", until: "2026-02-30" },
      'gx:namespaces.fabric.adoption.until is "2026-02-30": must be the stage\'s last day, as YYYY-MM-DD in UTC',
    ],
    [
      "namespaces.fabric.adoption",
      { withheld: ["network-policies"], reason: "it runs", until: "2026-12-31" },
      'gx:namespaces.fabric.adoption.withheld[0] is "network-policies": must be one of pod-security, limits',
    ],
  ])("%s = %j", (path, value, expected) => {
    expect(refusal("mainnet", mutated(path, value))).toContain(expected);
  });

  it("is refused for testnet where it has the servers", () => {
    const hosts = (committedSettings("mainnet").namespaces as Readonly<Record<string, object>>).hosts!;
    const message = refusal("testnet", mutated("namespaces.hosts", { ...hosts, name: "hosts-testnet" }, "testnet"));
    expect(message).toContain('gx:namespaces.hosts is "hosts-testnet": mainnet has the one namespace');
  });
});
