/**
 * Proves the exact message for each control of the restricted standard and of ours on pods and namespaces.
 * Does not prove that the API server judges alike: the control-plane tier asks it.
 */
import { describe, expect, it } from "@jest/globals";
import { UNKNOWN, VALID_NAMESPACE, validWorkload, withField, WORKLOAD_KINDS } from "./testing/fixtures";
import { DEPLOYMENT, judged, POD, shown, SUBJECT, violations } from "./testing/restricted";

describe("restricted-pod-security of the pod", () => {
  it.each([
    ["hostNetwork", true, "leave it out, pods don't share the host's namespaces (CIS 5.2.3-5)"],
    ["hostPID", true, "leave it out, pods don't share the host's namespaces (CIS 5.2.3-5)"],
    ["hostIPC", true, "leave it out, pods don't share the host's namespaces (CIS 5.2.3-5)"],
    [
      "automountServiceAccountToken",
      undefined,
      "set it to false; a pod that calls the API mounts a projected token (CIS 5.1.6)",
    ],
    [
      "automountServiceAccountToken",
      true,
      "set it to false; a pod that calls the API mounts a projected token (CIS 5.1.6)",
    ],
    ["serviceAccountName", undefined, "name a service account of the workload's own (CIS 5.1.5)"],
    ["serviceAccountName", "default", "name a service account of the workload's own (CIS 5.1.5)"],
    ["serviceAccountName", "", "name a service account of the workload's own (CIS 5.1.5)"],
    ["securityContext.runAsUser", 0, "use a user id other than 0 (CIS 5.2.7)"],
    ["securityContext.seccompProfile.type", "Unconfined", "use RuntimeDefault (CIS 5.6.2)"],
    ["securityContext.windowsOptions.hostProcess", true, "leave it out, host processes are privileged"],
    ["securityContext.seLinuxOptions.type", "spc_t", "leave it out or use one of the container_… types"],
    ["securityContext.seLinuxOptions.user", "system_u", "leave it out"],
    ["securityContext.seLinuxOptions.role", "system_r", "leave it out"],
    ["securityContext.appArmorProfile.type", "Unconfined", "leave it out or use RuntimeDefault"],
  ])("refuses %s = %j", async (field, value, remedy) => {
    const own = `${SUBJECT} ${POD}.${field} ${shown(value)}; ${remedy}.`;
    // An unconfined pod leaves its containers without a profile: each of them is named as well.
    expect((await violations(withField(DEPLOYMENT, `${POD}.${field}`, value)))[0]).toBe(own);
  });

  it("refuses runAsNonRoot = false, and names the containers that inherit it", async () => {
    const container = (name: string) =>
      `${SUBJECT} ${POD}.${name}[0].securityContext.runAsNonRoot is not set; set it to true here or on the pod (CIS 5.2.7).`;
    expect(await violations(withField(DEPLOYMENT, `${POD}.securityContext.runAsNonRoot`, false))).toEqual([
      `${SUBJECT} ${POD}.securityContext.runAsNonRoot is false; set it to true (CIS 5.2.7).`,
      container("initContainers"),
      container("containers"),
    ]);
  });

  it.each(["kernel.msgmax", "net.core.somaxconn"])("refuses the sysctl %s", async (name) => {
    const sysctls = [
      { name: "net.ipv4.tcp_syncookies", value: "1" },
      { name, value: "1" },
    ];
    expect(await violations(withField(DEPLOYMENT, `${POD}.securityContext.sysctls`, sysctls))).toEqual([
      `${SUBJECT} ${POD}.securityContext.sysctls[1].name is "${name}"; remove it, only sysctls that don't reach beyond the pod are allowed.`,
    ]);
  });

  it.each(["hostPath", "nfs", "awsElasticBlockStore", "flexVolume"])("refuses a %s volume", async (source) => {
    const volume = { name: "v", [source]: { options: "hunter2" } };
    expect(await violations(withField(DEPLOYMENT, `${POD}.volumes[1]`, volume))).toEqual([
      `${SUBJECT} ${POD}.volumes[1].${source} is set; ` +
        "mount a claim, configMap, secret, emptyDir, projected, csi or image volume instead (CIS 5.2.12).",
    ]);
  });

  it.each([
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
  ])("accepts a %s volume", async (source) => {
    expect(await violations(withField(DEPLOYMENT, `${POD}.volumes[1]`, { name: "v", [source]: {} }))).toEqual([]);
  });

  it("refuses an AppArmor annotation that turns the profile off", async () => {
    const field = 'spec.template.metadata.annotations["container.apparmor.security.beta.kubernetes.io/svc-identity"]';
    expect(await violations(withField(DEPLOYMENT, field, "unconfined"))).toEqual([
      `${SUBJECT} ${field} is "unconfined"; remove it.`,
    ]);
    expect(await violations(withField(DEPLOYMENT, field, "runtime/default"))).toEqual([]);
  });

  it("isn't kept from judging by an unknown checksum among the annotations", async () => {
    const checksum = 'spec.template.metadata.annotations["gxcoin.money/checksum"]';
    expect(await judged(withField(DEPLOYMENT, checksum, UNKNOWN))).toEqual({ violations: [] });
  });
});

describe.each(WORKLOAD_KINDS)("restricted-pod-security in $type", ({ type, template }) => {
  it("accepts the valid fixture and refuses a mutation", async () => {
    expect(await judged(validWorkload(type))).toEqual({ violations: [] });
    const field = `${template}spec.containers[0].securityContext.privileged`;
    expect(await violations(withField(validWorkload(type), field, true))).toEqual([
      `${type.split(":")[2]} backend-mainnet/svc-identity: ${field} is true; leave it out (CIS 5.2.2).`,
    ]);
  });
});

describe("restricted-pod-security of a Namespace", () => {
  const field = 'metadata.labels["pod-security.kubernetes.io/enforce"]';

  it.each(["baseline", "privileged", undefined])("refuses the level %s", async (level) => {
    expect(await violations(withField(VALID_NAMESPACE, field, level))).toEqual([
      `Namespace backend-mainnet: ${field} ${shown(level)}; set it to "restricted".`,
    ]);
  });

  it("accepts a pinned version of the standard", async () => {
    const pinned = withField(VALID_NAMESPACE, 'metadata.labels["pod-security.kubernetes.io/enforce-version"]', "v1.34");
    expect(await judged(pinned)).toEqual({ violations: [] });
  });

  it("reports an unknown level", async () => {
    expect(await judged(withField(VALID_NAMESPACE, field, UNKNOWN))).toEqual({
      violations: [],
      advisory: "string value at .metadata.labels.pod-security.kubernetes.io/enforce can't be known during preview",
    });
  });
});
