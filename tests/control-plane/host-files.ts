import { expect, it } from "@jest/globals";
import type { KubectlResult } from "../../lab/kubectl";
import type { TestLab } from "../support/test-lab";

interface Container {
  readonly volumeMounts: readonly object[];
  readonly securityContext: object;
}

interface PodSpec {
  readonly volumes: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[];
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
}

/** What a pod that reads the servers' files may do, on a cluster with both environments deployed: by the API server's word, for any caller. */
export function hostFilesTests(lab: () => TestLab): void {
  /** What the API server says to the pod of the job that dumps etcd, changed, in a namespace. */
  async function asked(
    namespace: string,
    change: (spec: PodSpec) => object = (spec) => spec,
    options: readonly string[] = ["--dry-run=server"],
  ): Promise<KubectlResult> {
    const { kubectl } = lab();
    const create = ["create", "job", "reads", "--from=cronjob/etcd-dump", "--namespace=hosts", "--dry-run=client"];
    const template = await kubectl.run([...create, "--output=jsonpath={.spec.template}"]);
    const { metadata, spec } = JSON.parse(template) as { readonly metadata: object; readonly spec: PodSpec };
    const pod = {
      ...{ apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name: "reads", namespace } },
      // Accounts and priorities of the job's own are in its own namespace and environment alone.
      spec: { ...change(spec), serviceAccountName: "default", priorityClassName: undefined },
    };
    return kubectl.attempt(["create", ...options, "--filename=-"], JSON.stringify(pod));
  }

  it("admits the pod that reads the servers' files in the namespace for it", async () => {
    expect(await asked("hosts")).toMatchObject({ exitCode: 0 });
  });

  it.each(["backend-mainnet", "fabric", "monitoring", "backend-testnet", "fabric-testnet"])(
    "refuses it in %s",
    async (namespace) => {
      const { exitCode, stderr } = await asked(namespace);
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/violates PodSecurity "restricted.*hostPath/);
    },
  );

  const inFirst = (spec: PodSpec, change: (container: Container) => object) => ({
    ...spec,
    initContainers: spec.initContainers.map((container, index) => (index === 0 ? change(container) : container)),
  });
  const secured = (change: object) => (spec: PodSpec) =>
    inFirst(spec, (container) => ({ ...container, securityContext: { ...container.securityContext, ...change } }));

  const mounted =
    (change: object) =>
    ({ volumes, ...spec }: PodSpec) => ({
      ...spec,
      volumes: volumes.map((volume) =>
        volume.hostPath ? { ...volume, hostPath: { ...volume.hostPath, ...change } } : volume,
      ),
    });
  const opened = (readOnly: false | undefined) => (spec: PodSpec) =>
    inFirst(spec, (container) => ({
      ...container,
      volumeMounts: container.volumeMounts.map((mount) => ({ ...mount, readOnly })),
    }));
  const inLast = (change: object) => (spec: PodSpec) => ({
    ...spec,
    containers: spec.containers.map((container) => ({ ...container, ...change })),
  });

  it.each<readonly [string, (spec: PodSpec) => object, string]>([
    [
      "mounts another path",
      mounted({ path: "/etc", type: "Directory" }),
      "pods here may mount of their server /var/lib/rancher/k3s/server/db/snapshots, ",
    ],
    ["has what isn't there made", mounted({ type: "DirectoryOrCreate" }), "alone, each with its type"],
    ["takes whatever is there", mounted({ type: undefined }), "alone, each with its type"],
    [
      "mounts a claim, which lies on a server",
      ({ volumes, ...spec }) => ({
        ...spec,
        volumes: [...volumes, { name: "claim", persistentVolumeClaim: { claimName: "claim" } }],
      }),
      "volumes of no other kinds",
    ],
    ["could write them", opened(false), "with readOnly: true"],
    ["doesn't say that it only reads them", opened(undefined), "with readOnly: true"],
    ["takes a port of its server", inLast({ ports: [{ containerPort: 80, hostPort: 80 }] }), "no hostPort"],
    [
      "runs without seccomp",
      secured({ seccompProfile: { type: "Unconfined" } }),
      "pods here run under seccompProfile RuntimeDefault",
    ],
    ["shares its server's IPC", (spec) => ({ ...spec, hostIPC: true }), "no hostNetwork, hostPID or hostIPC"],
    ["has another container that is root's own", inLast({ securityContext: {} }), "containers here have no capability"],
    ["is in its server's network", (spec) => ({ ...spec, hostNetwork: true }), "no hostNetwork"],
    ["sees its server's processes", (spec) => ({ ...spec, hostPID: true }), "no hostNetwork"],
    [
      "is privileged",
      secured({ privileged: true, allowPrivilegeEscalation: true }),
      "containers here have no capability",
    ],
    ["keeps capabilities", secured({ capabilities: {} }), "containers here have no capability"],
    [
      "adds one",
      secured({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }),
      "containers here have no capability",
    ],
    ["may gain privileges", secured({ allowPrivilegeEscalation: undefined }), "containers here have no capability"],
  ])("refuses it in hosts where it %s", async (_what, change, message) => {
    const { exitCode, stderr } = await asked("hosts", change);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it("takes no container for debugging into it", async () => {
    const { kubectl } = lab();
    expect(await asked("hosts", (spec) => spec, [])).toMatchObject({ exitCode: 0 });
    try {
      const debug = ["debug", "pod/reads", "--namespace=hosts", "--image=busybox", "--attach=false"];
      const { exitCode, stderr } = await kubectl.attempt(debug);
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining("pods here take no containers for debugging")]);
    } finally {
      await kubectl.run(["delete", "pod", "reads", "--namespace=hosts", "--grace-period=0", "--force"]);
    }
  });

  it("encrypts the servers' keys for nobody who reads Secrets where services run", async () => {
    const recipientOf = async (source: string, namespace: string) => {
      const path = "--output=jsonpath={.data.source\\.json}";
      const text = await lab().kubectl.run(["get", "configmap", `${source}-backup`, `--namespace=${namespace}`, path]);
      return (JSON.parse(text) as { readonly recipient: string }).recipient;
    };
    const recipient = await recipientOf("etcd-dump", "hosts");
    expect(recipient).toMatch(/^age1/);
    expect(recipient).not.toBe(await recipientOf("objects-dump", "backend-mainnet"));
  });
}
