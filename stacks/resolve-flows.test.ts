/** That flows resolve to the right peers on both sides. Does not prove that a cluster enforces them: that needs real nodes. */
import { expect, it } from "@jest/globals";
import { FLOWS } from "./flows";
import { flowsOf } from "./resolve-flows";
import { WORKLOADS, type WorkloadName } from "./workloads";

const namespaces = { backend: "backend-mainnet", fabric: "fabric" };

it("shows a flow to both of its ends", () => {
  expect(flowsOf("svc-identity", namespaces).callees).toContainEqual({
    namespace: "backend-mainnet",
    podLabels: { "app.kubernetes.io/name": "postgres" },
    port: 5432,
  });
  expect(flowsOf("postgres", namespaces).callers).toEqual([
    { namespace: "backend-mainnet", podLabels: { "app.kubernetes.io/name": "svc-identity" }, port: 5432 },
  ]);
});

it("admits the ingress that K3s ships, from its namespace alone", () => {
  expect(flowsOf("svc-identity", namespaces).callers).toEqual([
    { namespace: "kube-system", podLabels: { "app.kubernetes.io/name": "traefik" }, port: 3000 },
  ]);
});

it("resolves every declared flow", () => {
  const resolved = (Object.keys(WORKLOADS) as WorkloadName[]).flatMap((name) => flowsOf(name, namespaces).callers);
  expect(resolved).toHaveLength(FLOWS.length);
});

it("refuses a flow to a port its callee doesn't declare", () => {
  const flow = { from: "svc-identity", to: "redis", port: "sql", source: "test" } as const;
  expect(() => flowsOf("redis", namespaces, [flow])).toThrow(
    'flow svc-identity → redis: redis declares no port "sql", only redis',
  );
});
