/**
 * Proves the exact message for each control of the restricted standard and of ours on containers of every list.
 * Does not prove that the API server judges alike: the control-plane tier asks it.
 */
import { describe, expect, it } from "@jest/globals";
import { UNKNOWN, withField } from "./testing/fixtures";
import { DEPLOYMENT, judged, POD, shown, SUBJECT, violations } from "./testing/restricted";

describe.each(["initContainers", "containers", "ephemeralContainers"])("restricted-pod-security of %s", (list) => {
  const secure = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
  const debugged = withField(DEPLOYMENT, `${POD}.ephemeralContainers`, [{ name: "debug", securityContext: secure }]);
  const container = `${POD}.${list}[0]`;

  it("accepts the valid one", async () => {
    expect(await violations(debugged)).toEqual([]);
  });

  it.each([
    ["securityContext.privileged", true, "leave it out (CIS 5.2.2)"],
    ["securityContext.allowPrivilegeEscalation", undefined, "set it to false (CIS 5.2.6)"],
    ["securityContext.allowPrivilegeEscalation", true, "set it to false (CIS 5.2.6)"],
    ["securityContext.capabilities.drop", undefined, 'drop ["ALL"] (CIS 5.2.10)'],
    ["securityContext.capabilities.drop", ["NET_RAW"], 'drop ["ALL"] (CIS 5.2.10)'],
    [
      "securityContext.readOnlyRootFilesystem",
      undefined,
      "set it to true and mount an emptyDir where the program writes",
    ],
    ["securityContext.readOnlyRootFilesystem", false, "set it to true and mount an emptyDir where the program writes"],
    ["securityContext.runAsNonRoot", false, "set it to true here or on the pod (CIS 5.2.7)"],
    ["securityContext.runAsUser", 0, "use a user id other than 0 (CIS 5.2.7)"],
    ["securityContext.seccompProfile.type", "Unconfined", "use RuntimeDefault here or on the pod (CIS 5.6.2)"],
    ["securityContext.procMount", "Unmasked", "leave it out"],
    ["securityContext.windowsOptions.hostProcess", true, "leave it out, host processes are privileged"],
    ["securityContext.seLinuxOptions.type", "spc_t", "leave it out or use one of the container_… types"],
    ["securityContext.appArmorProfile.type", "Unconfined", "leave it out or use RuntimeDefault"],
    ["livenessProbe.httpGet.host", "169.254.169.254", "leave it out, a probe goes to the pod's own address"],
    ["startupProbe.tcpSocket.host", "10.0.0.1", "leave it out, a probe goes to the pod's own address"],
    ["lifecycle.preStop.httpGet.host", "10.0.0.1", "leave it out, a probe goes to the pod's own address"],
  ])("refuses %s = %j", async (field, value, remedy) => {
    expect(await violations(withField(debugged, `${container}.${field}`, value))).toEqual([
      `${SUBJECT} ${container}.${field} ${shown(value)}; ${remedy}.`,
    ]);
  });

  it("refuses an added capability and a host port", async () => {
    const added = `${container}.securityContext.capabilities.add`;
    expect(await violations(withField(debugged, added, ["NET_BIND_SERVICE", "SYS_ADMIN"]))).toEqual([
      `${SUBJECT} ${added}[1] is "SYS_ADMIN"; remove it, only NET_BIND_SERVICE may be added (CIS 5.2.9).`,
    ]);
    const ports = `${container}.ports`;
    expect(await violations(withField(debugged, ports, [{ containerPort: 80, hostPort: 80 }]))).toEqual([
      `${SUBJECT} ${ports}[0].hostPort is 80; leave it out and reach the pod through a Service.`,
    ]);
  });

  it("accepts what a container sets in place of its pod", async () => {
    const both = ["runAsNonRoot", "seccompProfile"].reduce(
      (fixture, field) => withField(fixture, `${POD}.securityContext.${field}`, undefined),
      debugged,
    );
    expect(await violations(both)).toHaveLength(6);
    const own = ["initContainers", "containers", "ephemeralContainers"].reduce(
      (fixture, name) =>
        withField(fixture, `${POD}.${name}[0].securityContext`, {
          ...secure,
          runAsNonRoot: true,
          seccompProfile: { type: "Localhost", localhostProfile: "p" },
        }),
      both,
    );
    expect(await violations(own)).toEqual([]);
  });

  it("reports an unknown field and still judges the others", async () => {
    const unknown = withField(debugged, `${container}.securityContext.privileged`, UNKNOWN);
    const field = `${container}.securityContext.readOnlyRootFilesystem`;
    expect(await judged(withField(unknown, field, false))).toEqual({
      violations: [`${SUBJECT} ${field} is false; set it to true and mount an emptyDir where the program writes.`],
      advisory: `string value at .${POD}.${list}.0.securityContext.privileged can't be known during preview`,
    });
  });
});
