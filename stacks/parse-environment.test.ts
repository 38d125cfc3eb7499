/** That a configuration is accepted whole or refused naming field, value and remedy. Proves nothing about the cluster it names. */
import { describe, expect, it } from "@jest/globals";
import { CATALOGUE } from "../components/services/catalogue";
import { committedSettings } from "../tests/support/stack-file";
import { ConfigError } from "./config-error";
import { workloadsOf } from "./environment";
import { SERVERS } from "./inventory";
import { parseEnvironment } from "./parse-environment";

type Settings = Record<string, unknown>;

function refusal(stack: string, settings: Settings): string {
  try {
    parseEnvironment(stack, settings, SERVERS);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("accepted");
}

/** The committed settings with the value at `path` replaced, or removed where it is `undefined`. */
function mutated(path: string, value: unknown, environment: "mainnet" | "testnet" = "mainnet"): Settings {
  const settings = structuredClone(committedSettings(environment));
  const keys = path.split(".");
  const last = keys.pop()!;
  const target = keys.reduce<Settings>((node, key) => (node[key] ??= {}) as Settings, settings);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return settings;
}

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
    ["namespaces.backend.quta", {}, "gx:namespaces.backend.quta is {}: no such setting; did you mean quota?"],
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
    ["namespaces.backend.name", "Backend", 'gx:namespaces.backend.name is "Backend": must be a DNS label'],
    ["namespaces.backend.name", "kube-system", "must not be one of Kubernetes' own namespaces"],
    ["namespaces.fabric.name", "backend-mainnet", "backend has it already"],
    [
      "namespaces.fabric.name",
      "fabric-testnet",
      "must not end in -testnet: so end testnet's, and no namespace may be in two stacks",
    ],
    ["namespaces", undefined, "gx:namespaces is missing: must describe a namespace for backend and for fabric"],
    ["clusterIdentity", "mainnet", 'gx:clusterIdentity is "mainnet": must be the UID'],
    ["adopt", ["backend"], 'gx:adopt[0] is "backend": must read "Kind namespace/name"'],
    ["adopt", "everything", 'gx:adopt is "everything": must be a list'],
    ["adopt", ["Namespace fabric by forse"], '" by force" may follow'],
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

  it("is refused for testnet where it claims what is mainnet's", () => {
    const message = refusal("testnet", mutated("cluster", { initServer: "VPS-1", coreDnsReplicas: 3 }, "testnet"));
    expect(message).toContain(
      'gx:cluster is {"initServer":"VPS-1","coreDnsReplicas":3}: remove it: what is cluster-scoped belongs to mainnet\'s stack',
    );
  });

  it("is refused for testnet where it has the servers", () => {
    const hosts = (committedSettings("mainnet").namespaces as Readonly<Record<string, object>>).hosts!;
    const message = refusal("testnet", mutated("namespaces.hosts", { ...hosts, name: "hosts-testnet" }, "testnet"));
    expect(message).toContain('gx:namespaces.hosts is "hosts-testnet": mainnet has the one namespace');
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
