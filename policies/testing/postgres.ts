import { VALID_BUDGET, validWorkload, withField, type Fixture, type Json } from "./fixtures";

/** What a file for Patroni says that every policy accepts. */
const VALID_PATRONI: Fixture["props"] = {
  scope: "postgres-primary",
  bootstrap: {
    dcs: {
      postgresql: {
        parameters: {
          archive_mode: "on",
          archive_command: "pgbackrest --stanza=postgres archive-push %p",
          max_slot_wal_keep_size: "1024MB",
        },
        pg_hba: [
          "local all postgres peer",
          "local replication replicator peer map=socket",
          "hostssl replication replicator 10.42.0.0/16 cert map=certificates",
          "host all postgres,replicator all reject",
          "hostssl app all 10.42.0.0/16 scram-sha-256",
        ],
      },
    },
    initdb: [{ encoding: "UTF8" }, "data-checksums"],
  },
  postgresql: { authentication: { superuser: { username: "postgres" }, replication: { username: "replicator" } } },
};

/** The ConfigMap of {@link VALID_POSTGRES}, with this text in its file. */
export function patroniFile(text: string, name = "patroni.yml"): Fixture {
  return {
    type: "kubernetes:core/v1:ConfigMap",
    props: { metadata: { name: "postgres-configuration", namespace: "backend-mainnet" }, data: { [name]: text } },
  };
}

/** The ConfigMap of {@link VALID_POSTGRES}, with fields of Patroni's file written, or removed where they are undefined. */
export function patroniWith(fields: Readonly<Record<string, Json | undefined>> = {}): Fixture {
  const file = Object.entries(fields).reduce<Fixture>((written, [field, value]) => withField(written, field, value), {
    type: "",
    props: VALID_PATRONI,
  });
  return patroniFile(JSON.stringify(file.props));
}

/** A database of three members in backend-mainnet that every policy accepts together with {@link patroniWith}. */
export const VALID_POSTGRES: Fixture = {
  ...Object.entries({
    "metadata.name": "postgres",
    "spec.template.metadata.labels": { "app.kubernetes.io/name": "postgres", "gxcoin.money/quorum-group": "postgres" },
    "spec.template.spec.initContainers": [],
    "spec.template.spec.containers[0].image": "docker.io/gx-protocol/postgres-ha:15.14",
    "spec.template.spec.containers[0].volumeMounts": [
      { name: "postgres-storage", mountPath: "/var/lib/postgresql/data" },
      { name: "configuration", mountPath: "/etc/patroni" },
    ],
    "spec.template.spec.volumes": [{ name: "configuration", configMap: { name: "postgres-configuration" } }],
    "spec.volumeClaimTemplates": [{ metadata: { name: "postgres-storage" }, spec: { storageClassName: "gx-data" } }],
    "spec.persistentVolumeClaimRetentionPolicy": { whenDeleted: "Retain", whenScaled: "Retain" },
  }).reduce(
    (fixture, [field, value]) => withField(fixture, field, value),
    validWorkload("kubernetes:apps/v1:StatefulSet"),
  ),
  protect: true,
};

/** The disruption budget of {@link VALID_POSTGRES}. */
export const VALID_QUORUM_BUDGET: Fixture = Object.entries({
  "metadata.name": "postgres",
  "spec.selector.matchLabels": { "app.kubernetes.io/name": "postgres" },
  "spec.unhealthyPodEvictionPolicy": "AlwaysAllow",
}).reduce((fixture, [field, value]) => withField(fixture, field, value), VALID_BUDGET);
