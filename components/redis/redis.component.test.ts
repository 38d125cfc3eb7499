/** How the objects of redis hang together, and which change restarts what. That it works is shown by the tests of real processes. */
import { createHash, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { named, recordEnvironment } from "../../tests/support/recorded-environment";
import type { RecordedResource } from "../../tests/support/recorded-resources";
import type { EnvironmentName } from "../shared/labels";

const recorded = async (environment: EnvironmentName, changes: object = {}) =>
  (await recordEnvironment(environment, { redis: changes })).resources;

let mainnet: readonly RecordedResource[];
let testnet: readonly RecordedResource[];
beforeAll(async () => {
  mainnet = await recorded("mainnet");
  testnet = await recorded("testnet");
});

interface Container {
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly lifecycle?: { readonly preStop: object };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Members {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
      };
      readonly metadata: object;
    };
  };
}
const membersOf = (resources: readonly RecordedResource[]) =>
  named(resources, "redis-statefulset").inputs as unknown as Members;
const containersOf = (resources: readonly RecordedResource[]) => membersOf(resources).spec.template.spec.containers;
const servicesOf = (resources: readonly RecordedResource[]) =>
  Object.fromEntries(
    resources
      .filter(({ type, name }) => type.endsWith("core/v1:Service") && name.startsWith("redis"))
      .map(({ inputs }) => [(inputs.metadata as { name: string }).name, inputs.spec as Record<string, unknown>]),
  );
/** What a Secret or ConfigMap holds, by file. */
const filesOf = (resources: readonly RecordedResource[], name: string): Readonly<Record<string, string>> => {
  const { data } = named(resources, name).inputs as {
    data: Record<string, string> & { value?: Record<string, string> };
  };
  return data.value === undefined
    ? data
    : Object.fromEntries(
        Object.entries(data.value).map(([file, text]) => [file, Buffer.from(text, "base64").toString()]),
      );
};

describe("several members", () => {
  it("are a server each, with a Sentinel and a keeper beside it", () => {
    expect(containersOf(mainnet).map(({ name }) => name)).toEqual(["redis", "sentinel", "keeper", "exporter"]);
  });

  it("hand over before they stop, and their Sentinels stay for it", () => {
    const hooks = Object.fromEntries(containersOf(mainnet).map(({ name, lifecycle }) => [name, lifecycle?.preStop]));
    expect(hooks).toEqual({
      redis: { exec: { command: ["/opt/gx/hand-over"] } },
      sentinel: { sleep: { seconds: 8 } },
    });
  });

  it("have an address each that outlives their pods, known before the first of them starts", () => {
    const services = servicesOf(mainnet);
    for (const member of ["redis-0", "redis-1", "redis-2"]) {
      expect(services[member]).toMatchObject({
        publishNotReadyAddresses: true,
        selector: { "app.kubernetes.io/name": "redis", "statefulset.kubernetes.io/pod-name": member },
        ports: [
          { name: "redis", port: 6379 },
          { name: "sentinel", port: 26_379 },
        ],
      });
      expect(named(mainnet, "redis-statefulset").dependsOn).toContain(`kubernetes:core/v1:Service ${member}-service`);
    }
  });

  it("have a Service for the primary whose endpoints the keeper writes, and may write no others", () => {
    expect(servicesOf(mainnet)["redis-primary"]).toEqual({
      ports: [{ name: "redis", port: 6379, targetPort: 6379 }],
    });
    expect(named(mainnet, "redis-role").inputs.rules).toEqual([
      { apiGroups: [""], resources: ["endpoints"], verbs: ["create"] },
      {
        apiGroups: [""],
        resources: ["endpoints"],
        resourceNames: ["redis-primary"],
        verbs: ["get", "patch", "update"],
      },
    ]);
  });

  it("let the keeper alone call the API", () => {
    const callers = containersOf(mainnet).filter(({ volumeMounts }) =>
      volumeMounts.some(({ name }) => name === "api-token"),
    );
    expect(callers.map(({ name }) => name)).toEqual(["keeper"]);
  });
});

describe("a single member", () => {
  it("has nobody to elect or to hand over to", () => {
    expect(containersOf(testnet).map(({ name, lifecycle }) => [name, lifecycle])).toEqual([
      ["redis", undefined],
      ["exporter", undefined],
    ]);
    expect(Object.keys(servicesOf(testnet)).sort()).toEqual(["redis-headless", "redis-primary"]);
    expect(servicesOf(testnet)["redis-primary"]).toMatchObject({ selector: { "app.kubernetes.io/name": "redis" } });
    expect(testnet.filter(({ name }) => name.startsWith("redis-role"))).toEqual([]);
    expect(Object.keys(filesOf(testnet, "redis-configuration-config-map")).sort()).toEqual([
      "cluster.json",
      "server.conf",
    ]);
    expect(Object.keys(filesOf(testnet, "redis-users-secret"))).toEqual(["users.acl"]);
  });
});

describe("what mustn't be lost", () => {
  it.each(["redis-statefulset", "redis-certificates-seed", "redis-passwords-seed"])("%s is protected", (name) => {
    for (const resources of [mainnet, testnet]) {
      expect(resources.filter((resource) => resource.name === name).map(({ protect }) => protect)).toEqual([true]);
    }
  });

  it("claims stay whatever becomes of the StatefulSet, which replaces one member after another", () => {
    expect(membersOf(mainnet).spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
      updateStrategy: { type: "RollingUpdate" },
      minReadySeconds: 5,
    });
  });
});

describe("secrets", () => {
  it("the server's key and the members' passwords are kept from the exporter", () => {
    const exporter = containersOf(mainnet).find(({ name }) => name === "exporter")!;
    expect(exporter.volumeMounts).toEqual([{ name: "authority", mountPath: "/tls/server", readOnly: true }]);
    const { volumes } = membersOf(mainnet).spec.template.spec;
    expect(volumes.find(({ name }) => name === "authority")).toMatchObject({
      secret: { items: [{ key: "ca.crt", path: "ca.crt" }] },
    });
    expect(exporter.env.find(({ name }) => name === "REDIS_PASSWORD")).toEqual({
      name: "REDIS_PASSWORD",
      valueFrom: { secretKeyRef: { name: "redis-passwords", key: "exporter" } },
    });
  });

  it("the services' password is in the Secret of the recorded name alone", () => {
    expect(filesOf(mainnet, "redis-credentials-secret")).toEqual({
      REDIS_PASSWORD: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(Object.keys(filesOf(mainnet, "redis-passwords-secret")).sort()).toEqual(["exporter", "keeper", "member"]);
  });

  it("the certificate is for every name by which members are called", () => {
    const certificate = new X509Certificate(filesOf(mainnet, "redis-server-tls-secret")["tls.crt"]!);
    for (const host of [
      "redis-primary.backend-mainnet.svc",
      "redis-2.backend-mainnet.svc.cluster.local",
      "redis-0.redis-headless.backend-mainnet.svc",
      "localhost",
    ]) {
      expect([host, certificate.checkHost(host)]).not.toContain(undefined);
    }
    const authority = new X509Certificate(filesOf(mainnet, "redis-authority-config-map")["ca.crt"]!);
    expect(certificate.verify(authority.publicKey)).toBe(true);
  });
});

it("dumps log in with a password of their own, which no Sentinel knows", () => {
  const { password = "" } = filesOf(mainnet, "redis-dump-secret");
  expect(password).toMatch(/^[0-9a-f]{64}$/);
  const accepted = createHash("sha256").update(password).digest("hex");
  expect(filesOf(mainnet, "redis-users-secret")["users.acl"]).toContain(`user dumper on #${accepted} `);
  expect(filesOf(mainnet, "redis-users-secret")["sentinel-users.acl"]).not.toContain("dumper");
});

it("services come after members that serve", () => {
  expect(named(mainnet, "svc-admin-deployment").dependsOn).toContain(
    "kubernetes:apps/v1:StatefulSet redis-statefulset",
  );
});

describe("a change", () => {
  const template = (resources: readonly RecordedResource[], name: string) =>
    JSON.stringify((named(resources, name).inputs.spec as { template: object }).template);

  /** Whether it replaces members, and whether it restarts the services' pods. */
  async function effectOf(changes: object) {
    const after = await recorded("mainnet", changes);
    const differs = (name: string) => template(after, name) !== template(mainnet, name);
    return { members: differs("redis-statefulset"), services: differs("svc-admin-deployment") };
  }

  it.each<[string, object, boolean, boolean]>([
    ["nothing", {}, false, false],
    ["the size of the data", { dataMebibytes: 200 }, true, false],
    ["the certificates", { certificatesFrom: "2027-10" }, true, false],
    ["the passwords", { passwordGeneration: 2 }, true, true],
  ])("of %s", async (_what, changes, members, services) => {
    expect(await effectOf(changes)).toEqual({ members, services });
  });
});
