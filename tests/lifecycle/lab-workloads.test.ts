/**
 * The simulated nodes play what controllers wait for: volumes that bind, Jobs that end, readiness, deletion.
 *
 * No container runs here: nothing shows that an image starts, that a probe succeeds or that a volume holds data. A pod
 * ends at once when asked to, so nothing is learnt about grace periods either.
 */
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";

import { labNodesOf } from "../../lab/inventory-nodes";
import type { Kubectl } from "../../lab/kubectl";
import { waitUntil } from "../../lab/wait";
import { apply, type BareLabs, bareLabs, becomes, TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";

const NAME = "workloads";
const [FIRST] = labNodesOf().map((node) => node.name) as [string];

interface Volume {
  readonly spec: {
    readonly claimRef: { readonly name: string };
    readonly nodeAffinity: {
      readonly required: {
        readonly nodeSelectorTerms: readonly { readonly matchExpressions: readonly { readonly values: string[] }[] }[];
      };
    };
  };
}
interface EndpointSlice {
  readonly endpoints?: readonly { readonly conditions: { readonly ready?: boolean } }[];
}

jest.setTimeout(TIMEOUT_MS);

let labs: BareLabs;
let admin: Kubectl;

beforeAll(async () => {
  labs = await bareLabs();
  await labs.start(NAME);
  admin = labs.kubectl(NAME);
});
afterAll(() => labs.dispose(NAME));

const template = (app: string, spec: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: "main", image: "example.test/main:1" }], ...spec },
});
const selector = (app: string) => ({ matchLabels: { app } });

it("claims of a StatefulSet bind to volumes on their pods' nodes, and volumes go with their claims", async () => {
  const app = "db";
  await apply(admin, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: app, namespace: "default" },
    spec: {
      serviceName: app,
      replicas: 3,
      podManagementPolicy: "Parallel",
      selector: selector(app),
      template: template(app, {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: "kubernetes.io/hostname", labelSelector: selector(app) },
            ],
          },
        },
      }),
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
  });
  await becomes(admin, "3", "statefulset/db", "--output=jsonpath={.status.readyReplicas}");
  const { items: volumes } = await admin.get<{ items: Volume[] }>("persistentvolumes");
  const { items: pods } = await admin.get<{ items: { metadata: { name: string }; spec: { nodeName: string } }[] }>(
    "pods",
    "--selector=app=db",
  );
  const nodeOf = Object.fromEntries(pods.map((pod) => [`data-${pod.metadata.name}`, pod.spec.nodeName]));
  const placeOf = Object.fromEntries(
    volumes.map(({ spec }) => [
      spec.claimRef.name,
      spec.nodeAffinity.required.nodeSelectorTerms[0]?.matchExpressions[0]?.values[0],
    ]),
  );
  expect(placeOf).toEqual(nodeOf);
  expect(new Set(Object.values(placeOf)).size).toBe(3);

  await admin.run(["delete", "statefulset/db", "--wait=false"]);
  await admin.run(["delete", "persistentvolumeclaim", "--all", "--wait=false"]);
  await becomes(admin, "", "persistentvolumes", "--output=name");
  await becomes(admin, "", "pods", "--namespace=kube-system", "--selector=lab.gxcoin.money/runs", "--output=name");
});

it("a Job completes, and its pod goes with it although it carries a finalizer", async () => {
  await admin.run(["create", "job", "once", "--image=example.test/main:1"]);
  await becomes(admin, "1", "job/once", "--output=jsonpath={.status.succeeded}");
  await admin.run(["delete", "job/once", "--cascade=foreground"]);
  await becomes(admin, "", "pods", "--selector=job-name=once", "--output=name");
});

it("a pod that is not ready is no endpoint of its Service, stalls a rollout, and is ready again when it may be", async () => {
  const app = "web";
  await apply(
    admin,
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: app, namespace: "default" },
      spec: { selector: { app }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: app, namespace: "default" },
      spec: { replicas: 2, selector: selector(app), template: template(app) },
    },
  );
  const readyAddresses = (expected: number) =>
    waitUntil(`${expected} ready endpoints`, WAIT_SECONDS, async () => {
      const slices = await admin.get<{ items: EndpointSlice[] }>(
        "endpointslices",
        "--selector=kubernetes.io/service-name=web",
      );
      const ready = slices.items.flatMap((slice) => slice.endpoints ?? []).filter((end) => end.conditions.ready);
      return ready.length === expected || `${ready.length} of them`;
    });
  await readyAddresses(2);
  const pod = (await admin.run(["get", "pods", "--selector=app=web", "--output=name"])).split("\n")[0] ?? "";
  await admin.run(["annotate", pod, "lab.gxcoin.money/ready=false"]);
  await readyAddresses(1);
  await becomes(admin, "1", "deployment/web", "--output=jsonpath={.status.readyReplicas}");
  await admin.run(["annotate", pod, "lab.gxcoin.money/ready-"]);
  await readyAddresses(2);
  await admin.run(["delete", "deployment/web", "service/web"]);
  await becomes(admin, "", "pods", "--selector=app=web", "--output=name");
});

it("a pod waits for its readiness gate, and gets an address of its node's range", async () => {
  await apply(admin, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "gated", namespace: "default" },
    spec: { ...template("gated").spec, nodeName: FIRST, readinessGates: [{ conditionType: "example.test/warm" }] },
  });
  const ready = '--output=jsonpath={.status.conditions[?(@.type=="Ready")].status}';
  await becomes(admin, "Running", "pod/gated", "--output=jsonpath={.status.phase}");
  await becomes(admin, "False", "pod/gated", ready);
  const warm = { status: { conditions: [{ type: "example.test/warm", status: "True" }] } };
  await admin.run(["patch", "pod", "gated", "--subresource=status", `--patch=${JSON.stringify(warm)}`]);
  await becomes(admin, "True", "pod/gated", ready);
  const range = await admin.run(["get", "node", FIRST, "--output=jsonpath={.spec.podCIDR}"]);
  const address = await admin.run(["get", "pod", "gated", "--output=jsonpath={.status.podIP}"]);
  expect(range).toMatch(/^10\.42\.\d+\.0\/24$/);
  expect(address.startsWith(range.replace("0/24", ""))).toBe(true);
  await admin.run(["delete", "pod", "gated"]);
});
