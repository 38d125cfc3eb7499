/** How the objects for backups hang together, and what each container mounts. That backups work is shown by the tests of real processes. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import type * as k8s from "@pulumi/kubernetes";
import { named as namedIn, recordEnvironment } from "../../tests/support/recorded-environment";
import type { RecordedResource } from "../../tests/support/recorded-resources";
import { DUMP as ETCD } from "./etcd/dump-source";
import { DUMP as OBJECTS } from "./objects/dump-source";
import { OBJECT_KINDS } from "./objects/kinds";

type Volume = k8s.types.input.core.v1.Volume & { readonly name: string };
interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly image: string;
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}
interface Pod {
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

interface Role {
  readonly metadata: { readonly namespace: string };
  readonly rules: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
}

/** Mainnet has all there are. */
const SOURCES = ["postgres-dump", "redis-dump", OBJECTS, ETCD];
/** What dumps and proves, where it isn't called that. */
const PROGRAMS: Readonly<Record<string, readonly [dump: string, prove: string]>> = {
  [OBJECTS]: ["dump-objects", "prove-objects"],
  [ETCD]: ["dump-etcd", "prove-etcd"],
};
/** In a namespace of its own a source has Secrets of its own. */
const secretOf = (source: string, name: string) => (source === ETCD ? `hosts-${name}` : name);

let resources: readonly RecordedResource[];
let outputs: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  const mainnet = await recordEnvironment("mainnet");
  resources = mainnet.resources;
  outputs = mainnet.outputs.backup as Readonly<Record<string, unknown>>;
});

const named = (name: string): RecordedResource => namedIn(resources, name);

function podOf(workload: string): Pod {
  const { spec } = named(`${workload}-cronjob`).inputs as {
    spec: { jobTemplate: { spec: { template: { spec: Pod } } } };
  };
  return spec.jobTemplate.spec.template.spec;
}

/** What a container mounts, by folder: the Secret or ConfigMap, or the volume's own name. */
function mounts({ volumes }: Pod, { volumeMounts }: Container): Readonly<Record<string, string>> {
  const from = (volume: string): string => {
    const { secret, configMap } = volumes.find(({ name }) => name === volume) as unknown as {
      secret?: { secretName: string };
      configMap?: { name: string };
    };
    return secret?.secretName ?? configMap?.name ?? volume;
  };
  return Object.fromEntries(volumeMounts.map(({ mountPath, name }) => [mountPath, from(name)]));
}

describe.each(SOURCES)("%s", (source) => {
  const [dumps, proves] = PROGRAMS[source] ?? ["dump", "prove-dump"];
  const held = /^(hosts-)?backup-(store|store-reader|identity)$/;
  const common = { "/dump": "dump", "/etc/backup": `${source}-backup` };

  it("is dumped with no key of the store, and kept with none of the source", () => {
    const pod = podOf(source);
    const [dump, keep] = [pod.initContainers[0]!, pod.containers[0]!];
    expect([dump.name, dump.command, keep.name, keep.command]).toEqual([
      ...["dump", [`/opt/gx/${dumps}`], "keep", ["/opt/gx/keep"]],
    ]);
    expect(mounts(pod, dump)).toMatchObject({ ...common, "/tmp": "dump-tmp" });
    expect(Object.values(mounts(pod, dump)).filter((from) => held.test(from))).toEqual([]);
    expect(mounts(pod, keep)).toEqual({
      ...common,
      "/etc/rclone": secretOf(source, "backup-store"),
      "/tmp": "keep-tmp",
    });
  });

  it("is fetched by what alone can decrypt, and proven with neither", () => {
    const pod = podOf(`${source}-test`);
    const [fetch, prove] = [pod.initContainers[0]!, pod.containers[0]!];
    expect([fetch.name, fetch.command, prove.name, prove.command]).toEqual([
      ...["fetch", ["/opt/gx/fetch"], "prove", [`/opt/gx/${proves}`]],
    ]);
    expect(mounts(pod, fetch)).toEqual({
      ...common,
      "/etc/rclone": secretOf(source, "backup-store-reader"),
      "/etc/backup-identity": secretOf(source, "backup-identity"),
      "/tmp": "fetch-tmp",
    });
    expect(mounts(pod, prove)).toMatchObject({ ...common, "/tmp": "prove-tmp" });
    expect(Object.values(mounts(pod, prove)).filter((from) => held.test(from))).toEqual([]);
  });

  it.each([source, `${source}-test`])(
    "has in the pod of %s each volume once, and mounts no secret to be written",
    (name) => {
      const pod = podOf(name);
      const volumes = pod.volumes.map((volume) => volume.name);
      expect(volumes).toEqual([...new Set(volumes)]);
      const files = pod.volumes
        .filter(({ secret, configMap }) => secret !== undefined || configMap !== undefined)
        .map((volume) => volume.name);
      const written = [...pod.initContainers, ...pod.containers]
        .flatMap(({ volumeMounts }) => volumeMounts)
        .filter((mount) => files.includes(mount.name) && mount.readOnly !== true);
      expect(written).toEqual([]);
    },
  );

  it("is known to its programs by public facts alone", () => {
    const { data } = named(`${source}-backup-config-map`).inputs as { data: Record<string, string> };
    expect(Object.keys(data).sort()).toEqual(["dump.json", "source.json"]);
    const facts = JSON.parse(data["source.json"]!) as Record<string, unknown>;
    expect(Object.keys(facts)).toEqual([
      ...["source", "file", "leastBytes", "keepDays", "leastKept", "mostAgeHours", "timeoutSeconds", "recipient"],
    ]);
    expect(facts).toMatchObject({ source, leastKept: 4 });
    expect(facts.recipient).toMatch(/^age1[02-9ac-hj-np-z]{58}$/);
    expect(JSON.stringify(data)).not.toContain("AGE-SECRET-KEY");
  });

  it("comes after the store and what it dumps", () => {
    for (const name of [source, `${source}-test`]) {
      expect(named(`${name}-cronjob`).dependsOn).toEqual(
        expect.arrayContaining([
          "kubernetes:batch/v1:Job postgres-reconcile-job",
          "kubernetes:apps/v1:StatefulSet redis-statefulset",
          "kubernetes:apps/v1:StatefulSet objectstore-statefulset",
        ]),
      );
    }
  });
});

describe("the Kubernetes API", () => {
  const TOKEN_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

  it("is called by the container alone that dumps its objects", () => {
    const callers = SOURCES.flatMap((source) => [source, `${source}-test`]).flatMap((name) => {
      const { initContainers, containers } = podOf(name);
      return [...initContainers, ...containers]
        .filter(({ volumeMounts }) => volumeMounts.some(({ mountPath }) => mountPath === TOKEN_FOLDER))
        .map((container) => `${name}/${container.name}`);
    });
    expect(callers).toEqual([`${OBJECTS}/dump`]);
  });

  it.each([
    [`${OBJECTS}-role`, "backend-mainnet"],
    [`${OBJECTS}-fabric-role`, "fabric"],
    [`${OBJECTS}-monitoring-role`, "monitoring"],
  ])("lets it list what is dumped, and nothing else: %s", (role, namespace) => {
    const { metadata, rules } = named(role).inputs as unknown as Role;
    expect(metadata.namespace).toBe(namespace);
    const listed = rules.filter(({ verbs }) => JSON.stringify(verbs) === '["list"]').flatMap((rule) => rule.resources);
    expect([...listed].sort()).toEqual(OBJECT_KINDS.map(({ resource }) => resource).sort());
    expect(rules.filter(({ verbs }) => JSON.stringify(verbs) !== '["list"]')).toEqual([
      { apiGroups: [""], resources: ["namespaces"], resourceNames: [namespace], verbs: ["get"] },
    ]);
    expect(named(`${role}-binding`).inputs).toMatchObject({
      metadata: { namespace },
      subjects: [{ kind: "ServiceAccount", name: OBJECTS, namespace: "backend-mainnet" }],
    });
  });

  it("is asked for all namespaces of the environment, but for the one whose Secrets open the servers' keys", () => {
    const { data } = named(`${OBJECTS}-backup-config-map`).inputs as { data: Record<string, string> };
    expect(JSON.parse(data["dump.json"]!)).toMatchObject({ namespaces: ["backend-mainnet", "fabric", "monitoring"] });
    expect(resources.filter(({ name }) => name.includes(`${OBJECTS}-hosts`))).toEqual([]);
  });
});

it.each(["backup-identity", "hosts-backup-identity"])(
  "protects what %s follows from: without it no backup can be read",
  (identity) => {
    expect(named(`${identity}-seed`).protect).toBe(true);
  },
);

it("opens etcd's dump by a Secret where nothing else runs", () => {
  const { metadata } = named("hosts-backup-identity-secret").inputs as unknown as Role;
  expect(metadata.namespace).toBe("hosts");
});

it("tells when what is backed up, how long it is kept and where", () => {
  expect(outputs).toMatchObject({
    where: "dumps at objectstore.backend-mainnet.svc",
    sources: {
      "postgres-dump": {
        ...{ covers: ["postgres"], schedule: "0 */6 * * *", restoreTest: "0 4 * * *" },
        ...{ keepDays: 30, recoveryPointHours: 6 },
      },
    },
  });
});
