/** That flows resolve to the right peers on both sides. That a cluster enforces them needs real nodes. */
import { describe, expect, it } from "@jest/globals";
import { committedEnvironment } from "../tests/support/stack-file";
import { FLOW_RULES, flowsOf } from "./flows";
import { environmentFlows } from "./resolve-flows";

const flows = (environment: "mainnet" | "testnet") =>
  new Map(environmentFlows(committedEnvironment(environment)).map((entry) => [entry.workload, entry]));
const pods = (namespace: string, port: number, ...workloads: string[]) => ({ peer: { namespace, workloads }, port });

describe("a flow", () => {
  it("shows at both of its ends", () => {
    const mainnet = flows("mainnet");
    expect(mainnet.get("peer0-org1")?.callees).toContainEqual(pods("fabric", 5984, "couchdb-peer0-org1"));
    expect(mainnet.get("couchdb-peer0-org1")?.callers).toContainEqual(
      pods("fabric", 5984, "fabric-backup", "peer0-org1"),
    );
  });

  it("from a group to itself leaves each member out, unless its pods call each other", () => {
    const mainnet = flows("mainnet");
    expect(mainnet.get("orderer0")?.callees).toContainEqual(
      pods("fabric", 7050, "orderer1", "orderer2", "orderer3", "orderer4"),
    );
    expect(mainnet.get("postgres")?.callees).toContainEqual(pods("backend-mainnet", 8008, "postgres"));
  });

  it("to the API server names the addresses of the K3s servers, and of nothing else", () => {
    expect(flows("mainnet").get("postgres")?.callees).toContainEqual({
      peer: { cidrs: ["72.60.210.201/32", "217.196.51.190/32", "72.61.81.3/32", "72.61.116.210/32"], except: [] },
      port: 6443,
    });
  });

  it("to the internet leaves out private ranges and the servers' own addresses", () => {
    const internet = flows("mainnet")
      .get("fabric-backup")
      ?.callees.find(({ port }) => port === 443)?.peer;
    expect(internet).toMatchObject({ cidrs: ["0.0.0.0/0"] });
    expect(internet).toMatchObject({ except: expect.arrayContaining(["10.0.0.0/8", "195.35.36.174/32"]) });
  });

  it("from a namespace that the environment lacks doesn't exist in it", () => {
    expect(flows("testnet").get("prometheus")).toBeUndefined();
    expect(JSON.stringify(flows("testnet").get("postgres"))).not.toContain("monitoring");
    expect(flows("mainnet").get("postgres")?.callers).toContainEqual(pods("monitoring", 9187, "prometheus"));
  });

  it("to a port its callee doesn't declare is refused", () => {
    const rule = { from: ["svc-identity"], to: ["redis"], port: "sql", source: "test" } as const;
    expect(() => flowsOf([rule])).toThrow(
      'flow svc-identity → redis: redis declares no port "sql", only redis, sentinel, metrics',
    );
  });
});

it("never leads from one environment into the other", () => {
  expect(JSON.stringify([...flows("testnet").values()])).not.toMatch(/"(backend-mainnet|fabric|monitoring)"/);
  expect(JSON.stringify([...flows("mainnet").values()])).not.toContain("-testnet");
});

it("gives every rule a source", () => {
  expect(FLOW_RULES.filter(({ source }) => source.length < 4)).toEqual([]);
});
