/**
 * Proves the exact message for each way of leaving a namespace open or without DNS, as the API objects say.
 * Does not prove that the network enforces the policies, nor that CoreDNS carries the selected labels.
 */
import { describe, expect, it } from "@jest/globals";
import { defaultDeny } from "./default-deny";
import { UNKNOWN, VALID_DEFAULT_DENY, VALID_DNS, VALID_NAMESPACE, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const violations = async (...fixtures: Fixture[]) => (await judgeStack(defaultDeny, fixtures)).violations;
const denying = (field: string, value: unknown) => withField(VALID_DEFAULT_DENY, field, value);
const dns = (field: string, value: unknown) => withField(VALID_DNS, field, value);
const undenied = (owned = "no") =>
  `Namespace backend-mainnet: metadata.name is the namespace of ${owned} NetworkPolicy that denies everything; ` +
  "keep exactly one, default-deny-all, with an empty podSelector, both policyTypes and no rules.";
const mute = (protocols: string) =>
  "Namespace backend-mainnet: metadata.name is the namespace of no NetworkPolicy that lets all pods ask the cluster's DNS " +
  `over ${protocols}; allow egress on port 53 to the pods k8s-app=kube-dns of kube-system.`;
const unprovable = (subject: string, field: string) =>
  `${subject}: ${field} is not known before the deployment; give it as a plain value, so that the rule can be proven.`;

describe("default-deny", () => {
  it("accepts a namespace that is closed and has DNS", async () => {
    expect(await violations(VALID_NAMESPACE, VALID_DEFAULT_DENY, VALID_DNS)).toEqual([]);
  });

  it("judges every API version of a policy", async () => {
    const type = "kubernetes:extensions/v1beta1:NetworkPolicy";
    expect(await violations(VALID_NAMESPACE, { ...VALID_DEFAULT_DENY, type }, { ...VALID_DNS, type })).toEqual([]);
    expect(await violations({ ...VALID_NAMESPACE, type: "kubernetes:v1:Namespace" })).toEqual([
      undenied(),
      mute("UDP and TCP"),
    ]);
  });

  it("refuses a namespace without policies, in a list too", async () => {
    const list = { type: "kubernetes:core/v1:NamespaceList", props: { items: [VALID_NAMESPACE.props] } };
    expect(await violations(list)).toEqual([
      undenied().replace("metadata.name", "items[0].metadata.name"),
      mute("UDP and TCP").replace("metadata.name", "items[0].metadata.name"),
    ]);
  });

  it.each([
    ["selects some pods", "spec.podSelector", { matchLabels: { a: "b" } }],
    ["selects pods by expression", "spec.podSelector", { matchExpressions: [{ key: "a", operator: "Exists" }] }],
    ["leaves egress open", "spec.policyTypes", ["Ingress"]],
    ["leaves ingress open", "spec.policyTypes", ["Egress"]],
    ["names no types", "spec.policyTypes", undefined],
    ["has a rule", "spec.ingress", [{ from: [{ podSelector: {} }] }]],
    ["is elsewhere", "metadata.namespace", "backend-testnet"],
  ])("refuses a default deny that %s", async (_case, field, value) => {
    expect(await violations(VALID_NAMESPACE, denying(field, value), VALID_DNS)).toEqual([undenied()]);
  });

  it("accepts empty rule lists", async () => {
    expect(await violations(VALID_NAMESPACE, denying("spec.egress", []), VALID_DNS)).toEqual([]);
  });

  it("refuses another name, and a second one", async () => {
    expect(await violations(VALID_NAMESPACE, denying("metadata.name", "deny"), VALID_DNS)).toEqual([
      undenied("1 (deny)"),
    ]);
    expect(await violations(VALID_NAMESPACE, VALID_DEFAULT_DENY, denying("metadata.name", "deny"), VALID_DNS)).toEqual([
      undenied("2 (default-deny-all, deny)"),
    ]);
  });

  it.each([
    ["UDP", "spec.egress[0].ports", [{ port: 53 }]],
    ["TCP", "spec.egress[0].ports", [{ port: 53, protocol: "UDP" }]],
    ["UDP and TCP", "spec.egress[0].ports", undefined],
    ["UDP", "spec.egress[0].ports[0].port", 5353],
    ["UDP and TCP", "spec.podSelector", { matchLabels: { a: "b" } }],
    ["UDP and TCP", "spec.policyTypes", ["Ingress"]],
    ["UDP and TCP", "metadata.namespace", "backend-testnet"],
    ["UDP and TCP", "spec.egress[0].to[0].namespaceSelector", undefined],
    ["UDP and TCP", "spec.egress[0].to[0].namespaceSelector", {}],
    ["UDP and TCP", "spec.egress[0].to[0].podSelector", {}],
    ["UDP and TCP", "spec.egress[0].to[0].podSelector.matchLabels", { "k8s-app": "metrics-server" }],
    ["UDP and TCP", "spec.egress[0].to[0]", { ipBlock: { cidr: "10.43.0.10/32" } }],
  ])("misses DNS over %s with %s %j", async (protocols, field, value) => {
    expect(await violations(VALID_NAMESPACE, VALID_DEFAULT_DENY, dns(field, value))).toEqual([mute(protocols)]);
  });

  it("accepts DNS split over two policies", async () => {
    const udp = dns("spec.egress[0].ports", [{ port: 53, protocol: "UDP" }]);
    const tcp = withField(dns("spec.egress[0].ports", [{ port: 53 }]), "metadata.name", "allow-dns-tcp");
    expect(await violations(VALID_NAMESPACE, VALID_DEFAULT_DENY, udp, tcp)).toEqual([]);
  });

  it("must be provable: an unknown name", async () => {
    expect(await violations(withField(VALID_NAMESPACE, "metadata.name", UNKNOWN))).toEqual([
      unprovable("Namespace resource", "metadata.name"),
    ]);
  });

  it("must be provable: an unknown default deny", async () => {
    expect(await violations(VALID_NAMESPACE, denying("spec.podSelector", UNKNOWN), VALID_DNS)).toEqual([
      unprovable("NetworkPolicy backend-mainnet/default-deny-all", "spec.podSelector"),
      undenied(),
    ]);
  });

  it("must be provable: an unknown DNS rule", async () => {
    expect(
      await violations(VALID_NAMESPACE, VALID_DEFAULT_DENY, dns("spec.egress[0].ports[1].protocol", UNKNOWN)),
    ).toEqual([
      unprovable("NetworkPolicy backend-mainnet/allow-dns", "spec.egress[0].ports[1].protocol"),
      mute("UDP and TCP"),
    ]);
  });
});
