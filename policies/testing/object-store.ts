import { validWorkload, withField, type Fixture } from "./fixtures";

/** An object store in backend-mainnet that its policies accept. */
export const VALID_OBJECT_STORE: Fixture = {
  ...Object.entries({
    "metadata.name": "objectstore",
    "spec.replicas": 1,
    "spec.template.spec.initContainers": [],
    "spec.template.spec.containers[0].image": "docker.io/gx-protocol/objectstore:1.8.0-1",
    "spec.template.spec.containers[0].livenessProbe": { httpGet: { path: "/health", port: "s3", scheme: "HTTPS" } },
    "spec.template.spec.containers[0].readinessProbe": { tcpSocket: { port: "s3" } },
    "spec.template.spec.containers[0].volumeMounts": [{ name: "objectstore-data", mountPath: "/data" }],
    "spec.volumeClaimTemplates": [{ metadata: { name: "objectstore-data" }, spec: { storageClassName: "gx-data" } }],
  }).reduce(
    (fixture, [field, value]) => withField(fixture, field, value),
    validWorkload("kubernetes:apps/v1:StatefulSet"),
  ),
  protect: true,
};
