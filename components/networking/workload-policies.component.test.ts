/** One policy a direction and workload. That the set of them says what the flows say is shown by tests/networking. */
import { expect, it } from "@jest/globals";
import { recordResources } from "../../tests/support/recorded-resources";
import { WorkloadPolicies } from "./workload-policies";

const caller = { peer: { namespace: "backend-mainnet", workloads: ["svc-admin", "svc-tax"] }, port: 5432 };
const outside = { peer: { cidrs: ["0.0.0.0/0"], except: ["10.0.0.0/8"] }, port: 443 };

it("selects callers by namespace and name together, and addresses without their exceptions", async () => {
  const workload = { workload: "postgres", namespace: "backend-mainnet", callers: [caller], callees: [outside] };
  const { resources } = await recordResources(
    () => new WorkloadPolicies("flows", { environment: "mainnet", workloads: [workload] }),
  );
  const specs = Object.fromEntries(resources.map(({ name, inputs }) => [name, inputs.spec]));
  expect(specs["postgres-ingress"]).toEqual({
    podSelector: { matchLabels: { "app.kubernetes.io/name": "postgres" } },
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "backend-mainnet" } },
            podSelector: {
              matchExpressions: [{ key: "app.kubernetes.io/name", operator: "In", values: ["svc-admin", "svc-tax"] }],
            },
          },
        ],
        ports: [{ protocol: "TCP", port: 5432 }],
      },
    ],
  });
  expect(specs["postgres-egress"]).toMatchObject({
    egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] } }], ports: [{ port: 443 }] }],
  });
});

it("opens nothing for a workload without flows", async () => {
  const workload = { workload: "idle", namespace: "backend-mainnet", callers: [], callees: [] };
  const { resources } = await recordResources(
    () => new WorkloadPolicies("flows", { environment: "mainnet", workloads: [workload] }),
  );
  expect(resources.map(({ type }) => type)).toEqual(["gx:networking:WorkloadPolicies"]);
});
