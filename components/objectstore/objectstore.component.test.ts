/** How the objects of the object store hang together, and which change restarts it. That it works is shown by real processes. */
import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { deploy } from "../../stacks/deploy";
import { named, recordEnvironment } from "../../tests/support/recorded-environment";
import { recordResources, type RecordedResource } from "../../tests/support/recorded-resources";
import { environmentWith, plainSystem } from "../../tests/support/systems";
import type { EnvironmentName } from "../shared/labels";
import type { ObjectStoreAccess } from "./object-store-access";
import { objectstore } from "./system";

const recorded = async (environment: EnvironmentName, changes: object = {}) =>
  (await recordEnvironment(environment, { objectstore: changes })).resources;

let mainnet: readonly RecordedResource[];
let testnet: readonly RecordedResource[];
beforeAll(async () => {
  mainnet = await recorded("mainnet");
  testnet = await recorded("testnet");
});

interface Container {
  readonly name: string;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}
interface Spec {
  readonly replicas: number;
  readonly template: { readonly spec: { readonly containers: readonly Container[] } };
}
const specOf = (resources: readonly RecordedResource[]) =>
  named(resources, "objectstore-statefulset").inputs.spec as unknown as Spec;
const containerOf = (resources: readonly RecordedResource[], name: string) =>
  specOf(resources).template.spec.containers.find((container) => container.name === name)!;
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

it("is one server, called by a Service of its own", () => {
  for (const resources of [mainnet, testnet]) {
    expect(specOf(resources).replicas).toBe(1);
    expect(named(resources, "objectstore-service").inputs.spec).toEqual({
      selector: { "app.kubernetes.io/name": "objectstore" },
      ports: [{ name: "s3", port: 7070, targetPort: "s3" }],
      publishNotReadyAddresses: true,
    });
  }
});

it("writes to its volume by the server alone: the keeper mounts it read-only", () => {
  const mountOf = (name: string) =>
    containerOf(mainnet, name).volumeMounts.find((mount) => mount.name === "objectstore-data");
  expect(mountOf("objectstore")).toEqual({ name: "objectstore-data", mountPath: "/data" });
  expect(mountOf("keeper")).toEqual({ name: "objectstore-data", mountPath: "/data", readOnly: true });
});

describe("what mustn't be lost", () => {
  it.each(["objectstore-statefulset", "objectstore-certificates-seed", "objectstore-keys-seed"])(
    "%s is protected",
    (name) => {
      for (const resources of [mainnet, testnet]) {
        expect(resources.filter((resource) => resource.name === name).map(({ protect }) => protect)).toEqual([true]);
      }
    },
  );

  it("its claim stays whatever becomes of the StatefulSet", () => {
    expect(specOf(mainnet)).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    });
  });
});

describe("secrets", () => {
  it("of root are in a Secret that nothing but this pod mounts", () => {
    const { secret } = filesOf(mainnet, "objectstore-root-secret");
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const holders = mainnet.filter(({ inputs }) =>
      JSON.stringify(inputs).includes(Buffer.from(secret!).toString("base64")),
    );
    expect(holders.map(({ name }) => name)).toEqual(["objectstore-root-secret"]);
    const mounting = mainnet.filter(({ inputs }) => JSON.stringify(inputs).includes('"objectstore-root"'));
    expect(mounting.map(({ name }) => name).sort()).toEqual(["objectstore-root-secret", "objectstore-statefulset"]);
  });

  it("the keeper is given no bucket's keys", () => {
    expect(containerOf(mainnet, "keeper").volumeMounts.map(({ name }) => name)).not.toContain("accounts");
  });

  it("the certificate is for every name by which the server is called", () => {
    const certificate = new X509Certificate(filesOf(mainnet, "objectstore-server-tls-secret")["tls.crt"]!);
    for (const host of [
      "objectstore.backend-mainnet.svc",
      "objectstore.backend-mainnet.svc.cluster.local",
      "localhost",
    ]) {
      expect([host, certificate.checkHost(host)]).toEqual([host, host]);
    }
  });
});

describe("whoever uses a bucket", () => {
  /** What a later system is handed, in its own words. */
  async function handed<T>(take: (access: ObjectStoreAccess) => T) {
    const taker = plainSystem("taker", [], {
      deploy: (_settings, context) => ({ outputs: { taken: take(context.handedBy(objectstore)) }, hands: undefined }),
    });
    const { result, resources } = await recordResources(() =>
      deploy(environmentWith("mainnet", [taker]), "kubeconfig"),
    );
    return { taken: (result.taker as { readonly taken: T }).taken, resources };
  }

  it("is told where it is, whom to trust, and the keys that the server knows", async () => {
    const { taken, resources } = await handed((access) => access);
    expect([taken.host, taken.port, taken.region]).toEqual(["objectstore.backend-mainnet.svc", 7070, "us-east-1"]);
    const known = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));
    const server = new X509Certificate(filesOf(resources, "objectstore-server-tls-secret")["tls.crt"]!);
    expect(server.verify(new X509Certificate(await known(taken.authority)).publicKey)).toBe(true);

    const { accessAccounts } = JSON.parse(filesOf(resources, "objectstore-accounts-secret")["users.json"]!) as {
      accessAccounts: Readonly<Record<string, { readonly secret: string }>>;
    };
    for (const [name, whose] of [
      ["postgres-backup-1", "account"],
      ["postgres-backup.reader-1", "reader"],
    ] as const) {
      const { accessKeyId, secretAccessKey } = taken[whose]("postgres-backup");
      expect(await known(accessKeyId)).toBe(name);
      expect(accessAccounts[name]!.secret).toBe(await known(secretAccessKey));
    }
  });

  it("has its secret kept as one, and nothing else", async () => {
    const { taken } = await handed((access) => ({ ...access.account("postgres-backup"), authority: access.authority }));
    const areSecret = await Promise.all(
      [taken.secretAccessKey, taken.accessKeyId, taken.authority].map((output) => pulumi.isSecret(output)),
    );
    expect(areSecret).toEqual([true, false, false]);
  });

  it("is refused a bucket that nobody declared", async () => {
    const { taken } = await handed((access) => {
      try {
        return access.account("redis-backup").accessKeyId;
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(taken).toBe("gx:objectstore declares no bucket redis-backup: it has postgres-backup, dumps");
  });
});

describe("a change", () => {
  const template = (resources: readonly RecordedResource[]) => JSON.stringify(specOf(resources).template);
  const files = (resources: readonly RecordedResource[]) =>
    JSON.stringify([
      filesOf(resources, "objectstore-configuration-config-map"),
      filesOf(resources, "objectstore-accounts-secret"),
    ]);

  it.each<[string, boolean, boolean, object]>([
    ["nothing", false, false, {}],
    ["the buckets", false, true, { buckets: { "postgres-backup": { earlierVersionsDays: 7 }, dumps: {}, other: {} } }],
    ["the certificate", true, false, { certificatesFrom: "2027-10" }],
    ["the keys", true, true, { keyGeneration: 2 }],
  ])("of %s restarts the server: %s; is seen to by the keeper: %s", async (_what, restarts, keeperSeesTo, changes) => {
    const after = await recorded("mainnet", changes);
    expect([template(after) !== template(mainnet), files(after) !== files(mainnet)]).toEqual([restarts, keeperSeesTo]);
  });
});
