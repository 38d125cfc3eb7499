import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Namespace and name of the server that pods as processes are shown with. */
export const NAMESPACE = "real";
export const SERVER = "server";
/** Its image: this machine's own file system. */
export const IMAGE = "example.test/this-machine:1";
export const PORT = 8080;
/** The Service of all servers that are ready, that of the first one alone in whatever state, and their port. */
export const [ANY_SERVICE, FIRST_SERVICE] = ["any", "first"] as const;
export const SERVICE_PORT = 80;
/** What it runs as. */
export const USER = 4321;
export const GROUP = 8765;

const PROGRAM = readFileSync(join(__dirname, "http-server.py"), "utf8");

const metadata = { name: SERVER, namespace: NAMESPACE };
const probe = { httpGet: { path: "/", port: "http" }, periodSeconds: 1, timeoutSeconds: 2 };

/** The objects of a StatefulSet of two servers that may read Pods, in a namespace of their own. */
export function serverObjects(): object[] {
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata,
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }],
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: SERVER },
      subjects: [{ kind: "ServiceAccount", name: SERVER, namespace: NAMESPACE }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { greeting: "hello", program: PROGRAM } },
    { apiVersion: "v1", kind: "Secret", metadata, stringData: { word: "friend" } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { clusterIP: "None", selector: { app: SERVER }, ports: [{ port: PORT }] },
    },
    addressedService(ANY_SERVICE, { selector: { app: SERVER } }),
    addressedService(FIRST_SERVICE, {
      selector: { "statefulset.kubernetes.io/pod-name": `${SERVER}-0` },
      publishNotReadyAddresses: true,
    }),
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata,
      spec: {
        serviceName: SERVER,
        replicas: 2,
        podManagementPolicy: "Parallel",
        selector: { matchLabels: { app: SERVER } },
        template: { metadata: { labels: { app: SERVER } }, spec: podSpec() },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
          },
        ],
      },
    },
  ];
}

/** A Job of one pod that runs a shell script once, with a folder `/scratch` that may hold no more than a mebibyte. */
export function job(name: string, script: string, namespace = NAMESPACE): object {
  const volumeMounts = [{ name: "scratch", mountPath: "/scratch" }];
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name, namespace },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: "Never",
          initContainers: [{ name: "first", image: IMAGE, command: ["true"] }],
          containers: [{ name: "main", image: IMAGE, command: ["sh", "-c", script], volumeMounts }],
          volumes: [{ name: "scratch", emptyDir: { sizeLimit: "1Mi" } }],
        },
      },
    },
  };
}

function addressedService(name: string, spec: object): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: NAMESPACE },
    spec: { ...spec, ports: [{ port: SERVICE_PORT, targetPort: "http" }] },
  };
}

function podSpec(): object {
  return {
    serviceAccountName: SERVER,
    terminationGracePeriodSeconds: 5,
    securityContext: { runAsUser: USER, runAsGroup: USER, fsGroup: GROUP, runAsNonRoot: true },
    containers: [
      {
        name: "main",
        image: IMAGE,
        command: ["/usr/bin/python3", "/config/program", String(PORT)],
        securityContext: { readOnlyRootFilesystem: true },
        ports: [{ name: "http", containerPort: PORT }],
        env: [
          { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
          { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
          { name: "SECRET", valueFrom: { secretKeyRef: { name: SERVER, key: "word" } } },
          { name: "URL", value: `http://$(POD_NAME).${SERVER}:${PORT}/$(UNKNOWN)` },
        ],
        readinessProbe: probe,
        livenessProbe: { ...probe, failureThreshold: 2, terminationGracePeriodSeconds: 1 },
        volumeMounts: [
          { name: "data", mountPath: "/data" },
          { name: "config", mountPath: "/config" },
          { name: "secret", mountPath: "/secret" },
        ],
      },
    ],
    volumes: [
      { name: "config", configMap: { name: SERVER } },
      { name: "secret", secret: { secretName: SERVER, defaultMode: 0o400 } },
    ],
  };
}
