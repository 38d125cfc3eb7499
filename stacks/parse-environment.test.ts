/** That a configuration is accepted whole or refused naming field, value and remedy. Proves nothing about the cluster it names. */
import { describe, expect, it } from "@jest/globals";
import { CATALOGUE } from "../components/services/catalogue";
import { mutated, refusal } from "../tests/support/refused-settings";
import { committedSettings } from "../tests/support/stack-file";
import { workloadsOf } from "./environment";
import { SERVERS } from "./inventory";
import { parseEnvironment } from "./parse-environment";

describe("the committed stack files", () => {
  it.each(["mainnet", "testnet"] as const)("describe %s", (name) => {
    const environment = parseEnvironment(name, committedSettings(name), SERVERS);
    expect(environment.name).toBe(name);
    expect(workloadsOf(environment).map((workload) => workload.name)).toEqual([
      ...["objectstore", "postgres", "postgres-reconcile", "postgres-retire"],
      ...["postgres-backup-start", "postgres-backup-full", "postgres-backup-differential", "postgres-restore-test"],
      ...[
        "redis",
        "postgres-dump",
        "postgres-dump-test",
        "redis-dump",
        "redis-dump-test",
        "objects-dump",
        "objects-dump-test",
      ],
      ...(name === "mainnet" ? ["etcd-dump", "etcd-dump-test"] : []),
      ...Object.keys(CATALOGUE),
    ]);
    const systems = environment.systems.map(({ system }) => system.name);
    expect(systems).toEqual([
      ...(name === "mainnet" ? ["cluster"] : []),
      "logins",
      "objectstore",
      "postgres",
      "redis",
      "backup",
      "services",
    ]);
  });

  it("leave the cluster open, which is refused with what to do", () => {
    const message = refusal("mainnet", { ...mutated("kubeconfig", undefined), clusterIdentity: undefined });
    expect(message).toContain(
      "gx:kubeconfig is missing: give the path of the cluster's kubeconfig: pulumi config set gx:kubeconfig PATH",
    );
    expect(message).toContain("gx:clusterIdentity is missing: state the UID");
  });
});

it("takes a day as it is written, and as Pulumi hands it on where it isn't quoted", () => {
  for (const until of ["2026-12-31", "2026-12-31 00:00:00 +0000 UTC"]) {
    const adoption = { withheld: ["limits"], reason: "it runs", until };
    const { namespaces } = parseEnvironment("mainnet", mutated("namespaces.fabric.adoption", adoption), SERVERS);
    expect(namespaces.fabric?.adoption?.until).toBe("2026-12-31");
  }
});

describe("a mistake in one setting", () => {
  it.each<[string, unknown, string]>([
    ["kubeContxt", "x", 'gx:kubeContxt is "x": no such setting; did you mean kubeContext?'],
    ["services.svc-identiy", {}, "gx:services.svc-identiy is {}: no such setting; did you mean svc-identity?"],
    [
      "services.svc-identity.replica",
      3,
      "gx:services.svc-identity.replica is 3: no such setting; did you mean replicas?",
    ],
    [
      "services.svc-identity.replicas",
      "3",
      'gx:services.svc-identity.replicas is "3": must be a whole number from 1 to 10',
    ],
    ["services.svc-identity.replicas", 2.5, "gx:services.svc-identity.replicas is 2.5: must be a whole number"],
    [
      "services.svc-identity.replicas",
      4,
      "gx:services.svc-identity.replicas is 4: at most 3: no two of its pods share a node, and node-role primary has VPS-1, VPS-2, VPS-3",
    ],
    [
      "services.svc-identity.imageTag",
      "latest",
      'gx:services.svc-identity.imageTag is "latest": must be a version such as 2.0.6, never latest',
    ],
    [
      "services.svc-identity.imageTag",
      "2.1.0",
      'gx:services.svc-identity.imageTag is "2.1.0": docker.io/gx-protocol/svc-identity:2.1.0 must not run: built without the Prisma client',
    ],
    ["services.resources.memoryLimitMebibytes", 64, "memoryLimitMebibytes must be at least memoryRequestMebibytes"],
    [
      "services.svc-identity.resources",
      { cpuRequestMillicores: 100, cpuLimitMillicores: 50, memoryRequestMebibytes: 64, memoryLimitMebibytes: 64 },
      "cpuLimitMillicores must be at least cpuRequestMillicores",
    ],
    [
      "services.resources.cpuRequestMilicores",
      1,
      "gx:services.resources.cpuRequestMilicores is 1: no such setting; did you mean cpuRequestMillicores?",
    ],
    [
      "services.svc-tokenomics.settings.PROJECTION_LAG_THRESHOLD_MS",
      "86400000",
      'gx:services.svc-tokenomics.settings.PROJECTION_LAG_THRESHOLD_MS is "86400000": must be at least 2592000000, 30 days',
    ],
    ["services.svc-tokenomics.settings.lag", "1", "gx:services.svc-tokenomics.settings.lag"],
    ["services.svc-tax.settings.DATABASE_URL", "x", "is set by the program itself: choose another name"],
    ["services.svc-tax.settings.REDIS_HOST", "x", "is set by the program itself: choose another name"],
    ["services.svc-tax.secretSettings.REDIS_PASSWORD", "x", "is set by the program itself: choose another name"],
    [
      "services.svc-tax.secretSettings.API_TOKEN",
      "x",
      "gx:services.svc-tax.secretSettings.API_TOKEN is a secret: stands in the open in the stack file: set it by pulumi config set --secret --path 'gx:services.svc-tax.secretSettings.API_TOKEN'",
    ],
    [
      "services.svc-tax",
      { replicas: 1, settings: { A: "x" }, secretSettings: { A: "x" } },
      "gx:services.svc-tax.secretSettings.A is a secret: stands under settings as well: keep one of the two",
    ],
    [
      "services.projector.replicas",
      2,
      "gx:services.projector.replicas is 2: must be 1: it moves events one at a time, and a second one would move them twice",
    ],
    [
      "logins.svc-amdin",
      { generation: 2 },
      'gx:logins.svc-amdin is {"generation":2}: no such workload logs in; did you mean svc-admin?',
    ],
    ["logins.svc-admin.generation", 0, "gx:logins.svc-admin.generation is 0: must be a whole number from 1"],
    ["logins.svc-admin.generations", 2, "no such setting; did you mean generation?"],
    ["services", undefined, "gx:services is missing: must be a map of services by name"],
    ["services.svc-identity.resources.cpuLimitMilicores", 2, "no such setting; did you mean cpuLimitMillicores?"],
    ["cluster", undefined, "gx:cluster is missing: mainnet owns the cluster layer"],
    ["cluster.initServer", "VPS-9", 'gx:cluster.initServer is "VPS-9": must be the K3s init server, one of VPS-1'],
    [
      "cluster.initServer",
      "VPS-5",
      'gx:cluster.initServer is "VPS-5": must be a K3s server of the cluster: VPS-1, VPS-2, VPS-3, VPS-4',
    ],
    [
      "cluster.coreDnsReplicas",
      1,
      "gx:cluster.coreDnsReplicas is 1: must be a whole number from 3 to 10: a single CoreDNS pod was a point of failure (G11)",
    ],
    ["cluster.coreDnsReplicas", 5, "gx:cluster.coreDnsReplicas is 5: at most 4"],
    ["clusterIdentity", "mainnet", 'gx:clusterIdentity is "mainnet": must be the UID'],
    ["adopt", ["backend"], 'gx:adopt[0] is "backend": must read "Kind namespace/name"'],
    ["adopt", "everything", 'gx:adopt is "everything": must be a list'],
    ["adopt", ["Namespace fabric by forse"], '" by force" may follow'],
  ])("%s = %j", (path, value, expected) => {
    expect(refusal("mainnet", mutated(path, value))).toContain(expected);
  });

  it("is refused for testnet where it claims what is mainnet's", () => {
    const message = refusal("testnet", mutated("cluster", { initServer: "VPS-1", coreDnsReplicas: 3 }, "testnet"));
    expect(message).toContain(
      'gx:cluster is {"initServer":"VPS-1","coreDnsReplicas":3}: remove it: what is cluster-scoped belongs to mainnet\'s stack',
    );
  });

  it("never echoes a kubeconfig that somebody pasted", () => {
    const message = refusal("mainnet", mutated("kubeconfig", "apiVersion: v1\nclient-key-data: a-private-key"));
    expect(message).toContain(
      "gx:kubeconfig is a text of 45 characters: must be the path of a kubeconfig file, not its content",
    );
    expect(message).not.toContain("a-private-key");
  });

  it("is never shown where a secret stands somewhere in its section", () => {
    const settings = mutated("services.svc-identity.settings", { "api-token": "hunter2" });
    const given = () => parseEnvironment("mainnet", settings, SERVERS, undefined, ["services"]);
    expect(given).toThrow("gx:services.svc-identity.settings.api-token is a secret: must be named in capitals");
    expect(given).not.toThrow("hunter2");
    const identity = () =>
      parseEnvironment("mainnet", committedSettings("mainnet"), SERVERS, undefined, ["kubeContext"]);
    expect(identity).toThrow("gx:kubeContext is a secret: it can't be kept secret: store it plain");
    // A section whose name only begins the same is another one.
    expect(() => parseEnvironment("mainnet", mutated("adopt", ["x"]), SERVERS, undefined, ["ado"])).toThrow('"x"');
  });

  it("is named together with all others", () => {
    const settings = { ...mutated("services.svc-identity.replicas", 0), kubeContext: undefined };
    expect(refusal("mainnet", settings).split("\n")).toHaveLength(3);
  });
});

it("refuses a stack that is no environment", () => {
  expect(refusal("mainet", committedSettings("mainnet"))).toContain(
    'stack is "mainet": a stack is an environment; did you mean mainnet?',
  );
});
