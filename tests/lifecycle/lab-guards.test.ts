/**
 * The embedded cluster guards itself as the real one does: who is let in, what is refused, what is encrypted.
 *
 * No container runs here: nothing shows that an image starts or that a NetworkPolicy stops a packet. What the nodes look
 * like is in lab-nodes.test.ts, what they play in lab-workloads.test.ts, crashes are in lab-recovery.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";

import { labNodesOf } from "../../lab/inventory-nodes";
import type { Kubectl } from "../../lab/kubectl";
import type { Lab } from "../../lab/lab";
import { clusterEndpoint, etcdEndpoint, PART_NAMES } from "../../lab/parts/part";
import { CLUSTER_AUTHORITY, nodeIdentity, readPair } from "../../lab/pki";
import { LOOPBACK } from "../../lab/ports";
import { call } from "../../lab/probe";
import { labStatus } from "../../lab/status";
import { waitUntil } from "../../lab/wait";
import { apply, type BareLabs, bareLabs, TIMEOUT_MS, WAIT_SECONDS } from "../support/bare-lab";
import { listenersOf } from "../support/listening-ports";

const NAME = "guards";
/** 127.0.0.1 as /proc/net/tcp writes it. */
const LOOPBACK_IN_PROC = "0100007F";
const [FIRST] = labNodesOf().map((node) => node.name) as [string];

jest.setTimeout(TIMEOUT_MS);

let labs: BareLabs;
let lab: Lab;
let admin: Kubectl;

beforeAll(async () => {
  labs = await bareLabs();
  lab = await labs.start(NAME);
  admin = labs.kubectl(NAME);
});
afterAll(() => labs.dispose(NAME));

describe("nobody is let in who should not be", () => {
  it.each(["/api/v1/namespaces", "/version", "/readyz"])("anonymous requests for %s are refused", async (path) => {
    expect((await call(clusterEndpoint(labs.context(NAME), "api-server", path, "admin"))).status).toBe(200);
    expect((await call(clusterEndpoint(labs.context(NAME), "api-server", path))).status).toBe(401);
  });

  it("etcd takes the API server's certificate, but no node's and none at all", async () => {
    const health = etcdEndpoint(labs.context(NAME), "/health");
    expect((await call(health)).status).toBe(200);
    const node = readPair(labs.layout(NAME).pkiFolder, nodeIdentity(FIRST));
    await expect(call({ ...health, client: node })).rejects.toThrow();
    await expect(call({ ...health, client: undefined })).rejects.toThrow();
  });

  it("every process listens on loopback only, on the ports that the status shows", async () => {
    const { parts } = await labStatus({ name: NAME, labsFolder: labs.labsFolder });
    expect(parts.map(({ name }) => name)).toEqual(PART_NAMES);
    for (const { name, pid = 0, ports } of parts) {
      const listeners = listenersOf(pid);
      expect({ name, addresses: [...new Set(listeners.map(({ address }) => address))] }).toEqual({
        name,
        addresses: ports.length > 0 ? [LOOPBACK_IN_PROC] : [],
      });
      expect(listeners.map(({ port }) => port).sort()).toEqual([...ports].sort());
    }
    expect(lab.serverUrl).toBe(`https://${LOOPBACK}:${labs.context(NAME).ports["api-server"]}`);
  });

  it("what plays the nodes and what provisions volumes can do just that", async () => {
    for (const user of ["gx-lab:kwok", "gx-lab:volume-provisioner"]) {
      const can = async (...what: string[]) =>
        (await admin.attempt(["auth", "can-i", ...what, `--as=${user}`])).stdout.trim();
      expect(await can("list", "nodes")).toBe("yes");
      expect(await can("get", "secrets", "--all-namespaces")).toBe("no");
      expect(await can("create", "pods", "--namespace=default")).toBe("no");
      expect(await can("patch", "nodes")).toBe("no");
      expect(await can("create", "clusterrolebindings")).toBe("no");
    }
  });
});

describe("admission", () => {
  const pod = (securityContext: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "candidate", namespace: "strict" },
    spec: { containers: [{ name: "main", image: "example.test/main:1", securityContext }] },
  });
  const dryRun = (object: object) =>
    admin.attempt(["create", "--dry-run=server", "--filename=-"], JSON.stringify(object));

  beforeAll(() =>
    apply(admin, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "strict", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    }),
  );

  it("takes a restricted pod into a restricted namespace and refuses a privileged one", async () => {
    const restricted = {
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    };
    expect(await dryRun(pod(restricted))).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await dryRun(pod({ privileged: true }));
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('violates PodSecurity "restricted:latest": privileged');
  });

  it("runs ValidatingAdmissionPolicies", async () => {
    const name = "no-configmap-called-forbidden";
    await apply(
      admin,
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicy",
        metadata: { name },
        spec: {
          matchConstraints: {
            resourceRules: [
              { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
            ],
          },
          validations: [{ expression: "object.metadata.name != 'forbidden'", message: "that name is taken" }],
        },
      },
      {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "ValidatingAdmissionPolicyBinding",
        metadata: { name },
        spec: { policyName: name, validationActions: ["Deny"] },
      },
    );
    await waitUntil("the policy to be enforced", WAIT_SECONDS, async () => {
      const { stderr } = await admin.attempt(["create", "configmap", "forbidden", "--dry-run=server"]);
      return stderr.includes("that name is taken") || `answer: ${stderr || "created"}`;
    });
  });
});

it("Secrets are encrypted in etcd, other objects are not", async () => {
  const stored = async (key: string) => {
    const body = JSON.stringify({ key: Buffer.from(key).toString("base64") });
    const answer = await call({ ...etcdEndpoint(labs.context(NAME), "/v3/kv/range"), body });
    const { kvs } = JSON.parse(answer.body) as { kvs?: { value: string }[] };
    return Buffer.from(kvs?.[0]?.value ?? "", "base64").toString("latin1");
  };
  await admin.run(["create", "secret", "generic", "sealed", "--from-literal=word=xyzzy-in-the-clear"]);
  await admin.run(["create", "configmap", "open", "--from-literal=word=xyzzy-in-the-clear"]);
  expect(await stored("/registry/configmaps/default/open")).toContain("xyzzy-in-the-clear");
  const secret = await stored("/registry/secrets/default/sealed");
  expect(secret).toMatch(/^k8s:enc:aescbc:v1:lab:/);
  expect(secret).not.toContain("xyzzy");
});

it("the cluster's identity is the uid of kube-system, and its authority is written in the kubeconfig", async () => {
  const uid = await admin.run(["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"]);
  expect(lab.clusterIdentity).toBe(uid);
  const authority = await admin.run([
    "config",
    "view",
    "--raw",
    "--output=jsonpath={.clusters[0].cluster.certificate-authority-data}",
  ]);
  expect(Buffer.from(authority, "base64").toString()).toBe(
    readPair(labs.layout(NAME).pkiFolder, CLUSTER_AUTHORITY).certificate,
  );
  expect((await admin.run(["config", "current-context"])).trim()).toBe(lab.context);
});
