import * as k8s from "@pulumi/kubernetes";
import { z } from "zod";
import { DATA_STORAGE_CLASS } from "../../../components/cluster/storage-classes";
import { containerResources } from "../../../components/shared/container-resources";
import { imageReference } from "../../../components/shared/images";
import { restrictedContainerContext } from "../../../components/shared/pod-security";
import { WorkloadShell } from "../../../components/workload/workload-shell";
import { wholeNumber } from "../../../stacks/fields";
import type { System } from "../../../stacks/system";
import type { Workload } from "../../../stacks/workload";

/** Settings of the ledger. */
interface LedgerSettings {
  readonly replicas: number;
}

const NAME = "ledger";
const IMAGE = { registry: "registry.example", repository: "ledger", tag: "1.0.0" };
const VOLUME = { name: "data", sizeMebibytes: 1024 };
const PORTS = { sql: 5432, peer: 7000 };

/** A small stateful system: all that adding one takes. It has no more than a test needs. */
export const ledger: System<LedgerSettings, { readonly host: string }> = {
  name: NAME,
  description: "a small stateful system, for tests",
  settings: z.strictObject({ replicas: wholeNumber(1, 5, "pods, one a node") }).optional(),
  workloadNames: [NAME],

  workloads: ({ replicas }): readonly Workload[] => [
    {
      name: NAME,
      component: "database",
      namespace: "backend",
      controller: "StatefulSet",
      replicas,
      setting: `gx:${NAME}`,
      images: { ledger: IMAGE },
      ports: PORTS,
      resources: {
        cpuRequestMillicores: 100,
        cpuLimitMillicores: 200,
        memoryRequestMebibytes: 128,
        memoryLimitMebibytes: 256,
      },
      priority: "data",
      placement: { on: "environment" },
      volumes: [VOLUME],
      holdsCopies: "nothing that anybody misses",
      quorum: { group: NAME },
      runtimeLabels: ["role"],
      calls: [
        { to: [NAME], port: "peer", why: "members agree with each other" },
        { to: ["svc-identity"], port: "http", why: "asks who is asking" },
      ],
      calledBy: [{ from: ["svc-admin"], port: "sql", why: "keeps its records there" }],
    },
  ],

  deploy({ replicas }, context) {
    const [workload] = context.workloads.filter(({ name }) => name === NAME);
    const shell = new WorkloadShell(NAME, context.shell(workload!), { parent: context.parent });
    const service = new k8s.core.v1.Service(
      `${NAME}-service`,
      {
        metadata: shell.metadata,
        spec: {
          clusterIP: "None",
          selector: { ...shell.selector },
          ports: [{ name: "sql", port: PORTS.sql, targetPort: "sql" }],
        },
      },
      { parent: context.parent },
    );
    const probe = (path: string) => ({ httpGet: { path, port: "sql" } });
    new k8s.apps.v1.StatefulSet(
      `${NAME}-statefulset`,
      {
        metadata: shell.controllerMetadata,
        spec: {
          replicas,
          revisionHistoryLimit: 3,
          serviceName: NAME,
          selector: { matchLabels: { ...shell.selector } },
          template: shell.podTemplate(1000, {
            containers: [
              {
                name: "ledger",
                image: imageReference(IMAGE),
                ports: Object.entries(PORTS).map(([name, containerPort]) => ({ name, containerPort })),
                readinessProbe: probe("/ready"),
                livenessProbe: probe("/live"),
                resources: containerResources(workload!.resources),
                securityContext: restrictedContainerContext(),
                volumeMounts: [{ name: VOLUME.name, mountPath: "/data" }],
              },
            ],
          }),
          volumeClaimTemplates: [
            {
              metadata: { name: VOLUME.name },
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: DATA_STORAGE_CLASS,
                resources: { requests: { storage: `${VOLUME.sizeMebibytes}Mi` } },
              },
            },
          ],
        },
      },
      { parent: context.parent, protect: true, dependsOn: [...shell.gates, service] },
    );
    const { name, namespace } = shell.metadata;
    const host = `${name}.${namespace}.svc`;
    return { outputs: { host }, hands: { host } };
  },
};
