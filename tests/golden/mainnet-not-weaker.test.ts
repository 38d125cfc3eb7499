/**
 * That mainnet is nowhere weaker than testnet, by the reviewed golden files, and that each kind of weakness is noticed.
 * A policy sees one stack, so no policy can show this. Does not prove that mainnet is strong: the policies do.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { withField, type Fixture } from "../../policies/testing/fixtures";
import type { RecordedResource } from "../support/recorded-resources";
import { committedEnvironment } from "../support/stack-file";
import { readGolden } from "./golden-file";
import { weaknesses } from "./weaknesses";

let mainnet: readonly RecordedResource[];
let testnet: readonly RecordedResource[];

/** A job's name without the checksum of its occasion. */
const withoutChecksum = (text: string) => text.replace(/^([a-z][a-z-]*)-[0-9a-f]{16}$/, "$1");

beforeAll(() => {
  mainnet = readGolden("mainnet", withoutChecksum);
  const { namespaces: counterparts } = committedEnvironment("mainnet");
  const namespaces = Object.entries(committedEnvironment("testnet").namespaces);
  testnet = readGolden("testnet", (text) => {
    for (const [purpose, { name }] of namespaces) {
      const counterpart = counterparts[purpose as keyof typeof counterparts];
      if (counterpart && (text === name || text.startsWith(`${name}-`)))
        return counterpart.name + text.slice(name.length);
    }
    return withoutChecksum(text);
  });
});

/** What members of redis need of each other and of the API server, where testnet has one member. */
const NEEDED_BY_MEMBERS = [
  "NetworkPolicy backend-mainnet/redis-egress: spec.egress[0] lets more through",
  "NetworkPolicy backend-mainnet/redis-egress: spec.egress[2] lets more through",
  "NetworkPolicy backend-mainnet/redis-ingress: spec.ingress[0] lets more through",
];

it("finds mainnet nowhere weaker than testnet, but for flows between members of redis", () => {
  expect(weaknesses(mainnet, testnet)).toEqual(NEEDED_BY_MEMBERS);
});

/** The weaknesses beyond those. */
const found = (stronger: readonly RecordedResource[], weaker: readonly RecordedResource[]) =>
  weaknesses(stronger, weaker).filter((weakness) => !NEEDED_BY_MEMBERS.includes(weakness));

describe("finds mainnet weaker", () => {
  const CONTAINER = "spec.template.spec.containers[0]";
  const DEPLOYMENT = "Deployment backend-mainnet/svc-identity:";

  /** Mainnet with one field of one of its objects changed. */
  const changed = (objectName: string, field: string, value: unknown) => {
    const isIt = ({ type, name }: RecordedResource) => type.startsWith("kubernetes:") && name === objectName;
    expect(mainnet.filter(isIt)).toHaveLength(1);
    return mainnet.map((resource) => {
      if (!isIt(resource)) return resource;
      const fixture = withField({ type: resource.type, props: resource.inputs as Fixture["props"] }, field, value);
      return { ...resource, inputs: fixture.props };
    });
  };
  const without = (type: string, name: string) =>
    mainnet.filter((resource) => !(resource.type.endsWith(`:${type}`) && resource.name === name));

  it.each<[string, unknown, string]>([
    ["spec.replicas", 0, "spec.replicas is 0, below 1"],
    ["spec.template.spec.priorityClassName", "gx-testnet", "its priority 1000 is not above 1000"],
    ["spec.template.spec.priorityClassName", undefined, "its priority -Infinity is not above 1000"],
    [`${CONTAINER}.livenessProbe`, undefined, `${CONTAINER}.livenessProbe is missing`],
    [`${CONTAINER}.startupProbe`, undefined, `${CONTAINER}.startupProbe is missing`],
    [`${CONTAINER}.resources.limits.memory`, "1Mi", `${CONTAINER}.resources.limits.memory is 1Mi, below 256Mi`],
    [`${CONTAINER}.resources.requests.cpu`, undefined, `${CONTAINER}.resources.requests.cpu is undefined, below 50m`],
    [`${CONTAINER}.name`, "other", `${CONTAINER} has no counterpart`],
    ["spec.template.spec.hostNetwork", true, "spec.template.spec.hostNetwork confines less"],
    [
      "spec.template.spec.automountServiceAccountToken",
      undefined,
      "spec.template.spec.automountServiceAccountToken confines less",
    ],
    [
      `${CONTAINER}.securityContext.readOnlyRootFilesystem`,
      false,
      `${CONTAINER}.securityContext.readOnlyRootFilesystem confines less`,
    ],
    [
      `${CONTAINER}.securityContext.capabilities.drop`,
      [],
      `${CONTAINER}.securityContext.capabilities.drop confines less`,
    ],
    [
      `${CONTAINER}.securityContext.capabilities.add`,
      ["NET_RAW"],
      `${CONTAINER}.securityContext.capabilities.add confines less`,
    ],
  ])("with %s %j", (field, value, expected) => {
    expect(found(changed("svc-identity-deployment", field, value), testnet)).toEqual([`${DEPLOYMENT} ${expected}`]);
  });

  it("without a workload, a disruption budget or a gate that testnet has", () => {
    expect(found(without("Deployment", "svc-identity-deployment"), testnet)).toEqual([`${DEPLOYMENT} is missing`]);
    expect(found(without("NetworkPolicy", "fabric-default-deny-all"), testnet)).toEqual([
      "NetworkPolicy fabric/default-deny-all: is missing",
    ]);
    const budget = mainnet.find(({ name }) => name === "svc-identity-budget")!;
    expect(found(without("PodDisruptionBudget", budget.name), [...testnet, budget])).toEqual([
      "PodDisruptionBudget backend-mainnet/svc-identity: is missing",
    ]);
  });

  it("with a gate that closes less", () => {
    const gate = "NetworkPolicy fabric/default-deny-all:";
    expect(found(changed("fabric-default-deny-all", "spec.policyTypes", ["Ingress"]), testnet)).toEqual([
      `${gate} leaves Egress open`,
    ]);
    const some = { matchLabels: { some: "pods" } };
    expect(found(changed("fabric-default-deny-all", "spec.podSelector", some), testnet)).toEqual([
      `${gate} selects other pods`,
    ]);
    expect(found(changed("fabric-default-deny-all", "spec.egress", [{}]), testnet)).toEqual([
      `${gate} spec.egress[0] lets more through`,
    ]);
  });

  it("with a gate of its own that opens more", () => {
    const gate = mainnet.find(({ name }) => name === "fabric-allow-dns")!;
    const metadata = { name: "allow-more", namespace: "fabric" };
    const more = { ...gate, name: "more", inputs: { ...gate.inputs, metadata } };
    expect(found([...mainnet, more], testnet)).toEqual([
      "NetworkPolicy fabric/allow-more: spec.egress[0] lets more through",
    ]);
  });

  it("with a namespace that enforces less", () => {
    const label = "pod-security.kubernetes.io/enforce";
    expect(found(changed("backend-mainnet", `metadata.labels["${label}"]`, "baseline"), testnet)).toEqual([
      `Namespace backend-mainnet: ${label} is baseline, not restricted`,
    ]);
  });

  it("with less protection from deletion", () => {
    const name = "svc-identity-database-password-1";
    const exposed = mainnet.map((resource) => (resource.name === name ? { ...resource, protect: false } : resource));
    expect(found(exposed, testnet)).toEqual([`random:index/randomPassword:RandomPassword ${name}: is not protected`]);
  });
});
