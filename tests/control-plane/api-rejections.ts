import { expect, it } from "@jest/globals";
import type { TestLab } from "../support/test-lab";

/** What a real API server refuses on a cluster that mainnet stands on: the tests of one describe block. */
export function rejectionsOf(lab: () => TestLab): void {
  const manifest = (spec: object, kind = "Pod", apiVersion = "v1") =>
    JSON.stringify({ apiVersion, kind, metadata: { name: "rejected", namespace: "backend-mainnet" }, ...spec });
  const container = { name: "c", image: "registry.example/c:1.0.0" };

  it.each<[string, string, RegExp]>([
    [
      "a privileged pod in a namespace of ours",
      manifest({ spec: { containers: [{ ...container, securityContext: { privileged: true } }] } }),
      /violates PodSecurity "restricted:v1\.34": privileged/,
    ],
    [
      "a pod without the restricted context",
      manifest({ spec: { containers: [container] } }),
      /violates PodSecurity "restricted:v1\.34": allowPrivilegeEscalation != false/,
    ],
    [
      "a budget that asks for both bounds",
      manifest({ spec: { minAvailable: 1, maxUnavailable: 1, selector: {} } }, "PodDisruptionBudget", "policy/v1"),
      /cannot be both set/,
    ],
    [
      "a network policy with a port that is none",
      manifest(
        { spec: { podSelector: {}, ingress: [{ ports: [{ protocol: "TCP", port: 70000 }] }] } },
        "NetworkPolicy",
        "networking.k8s.io/v1",
      ),
      /must be between 1 and 65535/,
    ],
  ])("%s", async (_what, object, message) => {
    const { exitCode, stderr } = await lab().kubectl.attempt(["create", "--dry-run=server", "--filename=-"], object);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(message);
  });

  it("a changed selector of a standing Deployment", async () => {
    const labels = { "app.kubernetes.io/name": "other" };
    const patch = JSON.stringify({ spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } } });
    const { exitCode, stderr } = await lab().kubectl.attempt([
      ...["patch", "deployment", "svc-identity", "--namespace", "backend-mainnet", "--patch", patch],
    ]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("field is immutable");
  });
}
