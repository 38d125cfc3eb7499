import { validWorkload, withField, type Fixture } from "./fixtures";

const TLS = "port 0\ntls-port 6379\ntls-replication yes\n";

/** The files of {@link VALID_REDIS}. */
export const VALID_REDIS_FILES: Readonly<Record<string, string>> = {
  "server.conf": `${TLS}min-replicas-to-write 1\n`,
  "sentinel.conf": `${TLS}sentinel monitor gx 10.43.0.10 6379 2\n`,
};

/** The ConfigMap of {@link VALID_REDIS}, with these files. */
export function redisFiles(files: Readonly<Record<string, string>> = VALID_REDIS_FILES): Fixture {
  return {
    type: "kubernetes:core/v1:ConfigMap",
    props: { metadata: { name: "redis-configuration", namespace: "backend-mainnet" }, data: { ...files } },
  };
}

/** Three members of Redis in backend-mainnet that its policies accept together with {@link redisFiles}. */
export const VALID_REDIS: Fixture = Object.entries({
  "metadata.name": "redis",
  "spec.template.metadata.labels": { "app.kubernetes.io/name": "redis" },
  "spec.template.spec.initContainers": [],
  "spec.template.spec.containers[0].image": "docker.io/gx-protocol/redis:8.1.1-1",
  "spec.template.spec.containers[0].volumeMounts": [{ name: "configuration", mountPath: "/etc/redis" }],
  "spec.template.spec.volumes": [{ name: "configuration", configMap: { name: "redis-configuration" } }],
}).reduce(
  (fixture, [field, value]) => withField(fixture, field, value),
  validWorkload("kubernetes:apps/v1:StatefulSet"),
);
