/** What is refused of systems that don't fit together, whatever the settings. */
import { describe, expect, it } from "@jest/globals";
import { environmentWith, plainSystem, plainWorkload } from "../tests/support/systems";
import { ConfigError } from "./config-error";
import type { System } from "./system";
import type { Workload } from "./workload";

function refusal(...systems: readonly System[]): string {
  try {
    environmentWith("mainnet", systems);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("accepted");
}
const withWorkload = (workload: Partial<Workload>) =>
  plainSystem("ledger", [plainWorkload({ name: "ledger", ports: { sql: 5432 }, ...workload })]);
const why = "test";

it("takes a system whose workloads call and are called by what there is", () => {
  const calls = [{ to: ["svc-admin"], port: "http", why }];
  const calledBy = [{ from: ["projector"], port: "sql", why }];
  expect(environmentWith("mainnet", [withWorkload({ calls, calledBy })]).systems.at(-1)?.workloads).toHaveLength(1);
});

it("takes a volume that holds copies, and one that is backed up and restored", () => {
  const volumes = [{ name: "data", sizeMebibytes: 1024 }];
  const copies = withWorkload({ volumes, holdsCopies: "a cache" });
  const backsUp = { workloads: ["register"], recoveryPointHours: 6, keepDays: 7 };
  const restores = { backupsBy: ["register-dump"], recoveryTimeMinutes: 15 };
  const covered = plainSystem("register", [
    plainWorkload({ name: "register", volumes }),
    plainWorkload({ name: "register-dump", backsUp, schedule: { cron: "1 * * * *" } }),
    plainWorkload({ name: "register-dump-test", restores, schedule: { cron: "2 * * * *" } }),
  ]);
  expect(() => environmentWith("mainnet", [copies, covered])).not.toThrow();
});

describe("refuses", () => {
  it.each<[string, System, string]>([
    [
      "two systems of one name",
      plainSystem("services", []),
      'systems[7].name is "services": systems[6].name has it already; each system has a name',
    ],
    [
      "a system with the name of another setting",
      plainSystem("namespaces", []),
      'systems[7].name is "namespaces": gx:namespaces has it already',
    ],
    [
      "two workloads of one name",
      plainSystem("more", [plainWorkload({ name: "projector" })]),
      'systems[7].workloadNames is "projector": systems[6].workloadNames has it already',
    ],
    [
      "a call to an undeclared workload",
      withWorkload({ calls: [{ to: ["svc-amdin"], port: "http", why }] }),
      'workloads.ledger.calls[0] is "svc-amdin": no system has such a workload; did you mean svc-admin?',
    ],
    [
      "a call by an undeclared workload",
      withWorkload({ calledBy: [{ from: ["projectr"], port: "sql", why }] }),
      'workloads.ledger.calledBy[0] is "projectr": no system has such a workload; did you mean projector?',
    ],
    [
      "a call to an undeclared port",
      withWorkload({ calls: [{ to: ["svc-admin"], port: "htp", why }] }),
      'workloads.ledger.calls[0] is "htp": svc-admin declares no such port; did you mean http?',
    ],
    [
      "a call to an undeclared port of an end outside",
      withWorkload({ calls: [{ to: ["internet"], port: "smtp", why }] }),
      'workloads.ledger.calls[0] is "smtp": internet declares no such port; known are https',
    ],
    [
      "more pods than nodes",
      withWorkload({ replicas: 4 }),
      "gx:ledger.replicas is 4: at most 3: no two of its pods share a node",
    ],
    [
      "a server that is none of the environment's",
      withWorkload({ placement: { on: "server", server: "VPS-4" } }),
      'gx:ledger is "VPS-4": workload ledger must stand on a server of the environment: VPS-1, VPS-2, VPS-3',
    ],
    [
      "several pods pinned to one server",
      withWorkload({ placement: { on: "server", server: "VPS-1" }, replicas: 2 }),
      "gx:ledger.replicas is 2: must be 1: it is pinned to one server",
    ],
    [
      "a Deployment on every node: nothing would keep its pods apart",
      withWorkload({ placement: { on: "every node" }, replicas: 4 }),
      'gx:ledger is "Deployment": workload ledger must be a DaemonSet to be on every node',
    ],
    [
      "a DaemonSet of fewer pods than nodes",
      withWorkload({ placement: { on: "every node" }, controller: "DaemonSet" }),
      "gx:ledger.replicas is 1: must be 4: one pod on each node of the cluster",
    ],
    [
      "quorum members whose update finds no node",
      withWorkload({ quorum: { group: "ledger" }, replicas: 3, surge: 1 }),
      "gx:ledger.replicas is 3: at most 2: no two of its pods share a node",
    ],
    [
      "a quorum group of the cluster's name",
      withWorkload({ quorum: { group: "etcd" } }),
      'workloads.ledger.quorum.group is "etcd": is the cluster\'s own: choose another name',
    ],
    [
      "more members needed than there are",
      withWorkload({ quorum: { group: "ledger", needed: 2 } }),
      "workloads.ledger.quorum.needed is 2: must be from 1 to 1, the members of ledger",
    ],
    [
      "two members that need different numbers",
      plainSystem("ledgers", [
        plainWorkload({ name: "one", quorum: { group: "ledger", needed: 1 } }),
        plainWorkload({ name: "two", quorum: { group: "ledger", needed: 2 } }),
      ]),
      "workloads.two.quorum.needed is 2: group ledger says 1 and 2",
    ],
    [
      "a workload that its system didn't name",
      plainSystem("ledger", [plainWorkload({ name: "ledger" })], { workloadNames: [] }),
      "systems.ledger.workloadNames is []: must name ledger, which the system has",
    ],
    [
      "a volume that nothing backs up",
      withWorkload({ volumes: [{ name: "data", sizeMebibytes: 1024 }] }),
      'gx:ledger is ["data"]: nothing backs up ledger: declare a source in components/backup/sources.ts',
    ],
    [
      "a backup that nothing restores",
      plainSystem("ledger", [
        plainWorkload({ name: "ledger", volumes: [{ name: "data", sizeMebibytes: 1024 }] }),
        plainWorkload({ name: "ledger-dump", backsUp: { workloads: ["ledger"], recoveryPointHours: 6, keepDays: 7 } }),
      ]),
      'workloads.ledger-dump.backsUp is ["ledger"]: nothing restores what it makes: name it in restores.backupsBy of a job that does',
    ],
    [
      "two jobs that begin at once, by the one that a setting says",
      withWorkload({ schedule: { cron: "0,30 12 * * *", setting: "gx:ledger.schedule" } }),
      'gx:ledger.schedule is "0,30 12 * * *": must never run at the minute of postgres-dump, which runs at 0 */6 * * *',
    ],
    [
      "two jobs that begin at once and that the code says",
      withWorkload({ schedule: { cron: "0 12 * * *" } }),
      'workloads.ledger.schedule is "0 12 * * *": must never run at the minute of postgres-dump',
    ],
    [
      "a system with the name of a stack output",
      plainSystem("survival", []),
      'systems[7].name is "survival": output survival has it already',
    ],
    [
      "a quota too small for what its systems ask for",
      withWorkload({
        replicas: 3,
        resources: {
          cpuRequestMillicores: 4000,
          cpuLimitMillicores: 4000,
          memoryRequestMebibytes: 64,
          memoryLimitMebibytes: 64,
        },
      }),
      "gx:namespaces.backend.quota.cpuRequestMillicores is 12000: must be at least ",
    ],
  ])("%s", (_what, system, expected) => {
    expect(refusal(system)).toContain(expected);
  });

  it("what reads files of the servers, beside what doesn't", () => {
    const reader = plainSystem("reader", [plainWorkload({ name: "reader", readsHostBecause: "its logs" })]);
    expect(() => environmentWith("mainnet", [reader])).toThrow(
      'gx:reader is "backend": workload reader reads the servers\' files: it belongs into a namespace that is privileged',
    );
    const plain = plainSystem("plain", [plainWorkload({ name: "plain", namespace: "hosts" })]);
    expect(() => environmentWith("mainnet", [plain])).toThrow(
      'gx:plain is "hosts": workload plain reads no files of the servers: it belongs into a namespace that is restricted',
    );
  });

  it("a namespace that the environment doesn't have", () => {
    const monitoring = plainSystem("watch", [plainWorkload({ name: "watch", namespace: "monitoring" })]);
    expect(() => environmentWith("testnet", [monitoring])).toThrow(
      "gx:namespaces.monitoring is missing: workload watch stands in it: give its name and quota",
    );
  });
});
