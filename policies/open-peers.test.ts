/**
 * Proves the exact message for each spelling of everybody in a NetworkPolicy, whatever pods it selects.
 * Does not prove what a network does with addresses that are translated on their way.
 */
import { describe, expect, it } from "@jest/globals";
import { defaultDeny } from "./default-deny";
import { VALID_DEFAULT_DENY, VALID_DNS, VALID_NAMESPACE, withField, type Fixture } from "./testing/fixtures";
import { judgeStack } from "./testing/judgement";

const SUBJECT = "NetworkPolicy backend-mainnet/flow:";
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];
const DIRECTIONS = [
  { direction: "ingress", list: "spec.ingress[0].from" },
  { direction: "egress", list: "spec.egress[0].to" },
] as const;
const SELECTORS = [{}, { matchLabels: { "app.kubernetes.io/name": "svc-identity" } }];

const violations = async (...fixtures: Fixture[]) =>
  (await judgeStack(defaultDeny, [VALID_NAMESPACE, VALID_DEFAULT_DENY, VALID_DNS, ...fixtures])).violations;
const flow = (list: string, peers: unknown, podSelector: object = {}) =>
  withField(
    withField(withField(VALID_DEFAULT_DENY, "metadata.name", "flow"), "spec.podSelector", podSelector),
    list.startsWith("spec.ingress") ? "spec.ingress" : "spec.egress",
    [list.startsWith("spec.ingress") ? { from: peers } : { to: peers }],
  );
const named = { matchLabels: { "app.kubernetes.io/name": "svc-tax" } };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 && { values }) }],
});

describe.each(DIRECTIONS)("a peer of $direction", ({ direction, list }) => {
  it.each(SELECTORS)("must be named, for the pods %j", async (podSelector) => {
    expect(await violations(flow(list, undefined, podSelector))).toEqual([
      `${SUBJECT} ${list} is not set, which is everybody; name the peers.`,
    ]);
    expect(await violations(flow(list, [], podSelector))).toEqual([
      `${SUBJECT} ${list} is [], which is everybody; name the peers.`,
    ]);
  });

  it.each([
    {},
    { namespaceSelector: {} },
    { namespaceSelector: {}, podSelector: {} },
    { namespaceSelector: expression("kubernetes.io/metadata.name", "Exists") },
    { namespaceSelector: expression("kubernetes.io/metadata.name", "NotIn", "fabric"), podSelector: {} },
    { namespaceSelector: {}, podSelector: expression("app.kubernetes.io/name", "DoesNotExist") },
  ])("must not be every pod of every namespace: %j", async (peer) => {
    for (const podSelector of SELECTORS) {
      expect(await violations(flow(list, [{ namespaceSelector: named }, peer], podSelector))).toEqual([
        `${SUBJECT} ${list}[1] is ${JSON.stringify(peer)}, which is as good as every pod of every namespace; ` +
          "name the pods, or their namespaces.",
      ]);
    }
  });

  it.each([
    { podSelector: {} },
    { podSelector: named },
    { namespaceSelector: named },
    { namespaceSelector: {}, podSelector: named },
    { namespaceSelector: expression("kubernetes.io/metadata.name", "In", "fabric"), podSelector: {} },
    { ipBlock: { cidr: "192.0.2.0/24" } },
    { ipBlock: { cidr: "10.0.0.1/32" } },
    { ipBlock: { cidr: "2001:db8::/32" } },
  ])("may be %j", async (peer) => {
    expect(await violations(flow(list, [peer]))).toEqual([]);
  });

  it.each(["0.0.0.0/0", "1.2.3.4/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "8000::/1"])(
    "must not be the addresses %s",
    async (cidr) => {
      for (const podSelector of SELECTORS) {
        const [violation = "", ...others] = await violations(flow(list, [{ ipBlock: { cidr } }], podSelector));
        expect(others).toEqual([]);
        expect(violation).toContain(`${SUBJECT} ${list}[0].ipBlock is {"cidr":"${cidr}"}, which `);
        expect(violation).toMatch(
          direction === "ingress" ? /as good as everybody; name/ : /reaches the private .*; except/,
        );
      }
    },
  );
});

describe("a pair of blocks that are all addresses", () => {
  const halves = ["0.0.0.0/1", "128.0.0.0/1"].map((cidr) => ({ ipBlock: { cidr } }));

  it("is refused, half by half", async () => {
    expect(await violations(flow("spec.ingress[0].from", halves))).toEqual(
      halves.map(
        ({ ipBlock }, index) =>
          `${SUBJECT} spec.ingress[0].from[${index}].ipBlock is ${JSON.stringify(ipBlock)}, ` +
          "which is as good as everybody; name the callers.",
      ),
    );
    expect(await violations(flow("spec.egress[0].to", halves))).toEqual(
      ["10.0.0.0/8", "172.16.0.0/12, 192.168.0.0/16"].map(
        (reached, index) =>
          `${SUBJECT} spec.egress[0].to[${index}].ipBlock is ${JSON.stringify(halves[index]?.ipBlock)}, which reaches the ` +
          `private ${reached}; except private networks, or name the addresses that are needed.`,
      ),
    );
  });

  it("is refused in quarters too", async () => {
    const quarters = ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"].map((cidr) => ({ ipBlock: { cidr } }));
    for (const { list } of DIRECTIONS) expect(await violations(flow(list, quarters))).not.toEqual([]);
  });
});

describe("the internet", () => {
  const internet = (except: readonly string[], cidr = "0.0.0.0/0") => ({ ipBlock: { cidr, except } });

  it("may be called where private networks are left out", async () => {
    const peers = [
      internet([...PRIVATE, "192.0.2.1/32"]),
      internet(["fc00::/7"], "::/0"),
      internet(["10.0.0.0/7", ...PRIVATE.slice(1)]),
    ];
    expect(await violations(flow("spec.egress[0].to", peers))).toEqual([]);
  });

  it.each([
    [PRIVATE.slice(1), "10.0.0.0/8"],
    [["10.0.0.0/9", ...PRIVATE.slice(2)], "10.0.0.0/8, 172.16.0.0/12"],
    [["192.0.2.1/32"], PRIVATE.join(", ")],
  ])("may not be called but for %j", async (except, reached) => {
    const block = internet(except);
    expect(await violations(flow("spec.egress[0].to", [block]))).toEqual([
      `${SUBJECT} spec.egress[0].to[0].ipBlock is ${JSON.stringify(block.ipBlock)}, which reaches the private ${reached}; ` +
        "except private networks, or name the addresses that are needed.",
    ]);
  });

  it("may not call in", async () => {
    const block = internet(PRIVATE);
    expect(await violations(flow("spec.ingress[0].from", [block]))).toEqual([
      `${SUBJECT} spec.ingress[0].from[0].ipBlock is ${JSON.stringify(block.ipBlock)}, which is as good as everybody; ` +
        "name the callers.",
    ]);
  });
});
