/** That flows resolve to the right peers on both sides. That a cluster enforces them needs real nodes. */
import { describe, expect, it } from "@jest/globals";
import { environmentWith, plainSystem, plainWorkload } from "../tests/support/systems";
import { flowPeers } from "./flow-peers";

const why = "test";
const database = plainWorkload({
  name: "database",
  ports: { sql: 5432, api: 8008 },
  calls: [
    { to: ["database"], port: "api", why },
    { to: ["kubernetes-api"], port: "https", why },
    { to: ["internet"], port: "https", why },
  ],
  calledBy: [{ from: ["svc-admin", "projector", "exporter"], port: "sql", why }],
});
/** Known, and in no environment. */
const absent = plainSystem("absent", [], { workloadNames: ["exporter"] });
const environment = environmentWith("mainnet", [plainSystem("database", [database]), absent]);
const peers = flowPeers(environment);
const pods = (port: number, ...workloads: string[]) => ({ peer: { namespace: "backend-mainnet", workloads }, port });

describe("a flow", () => {
  it("shows at both of its ends, whichever declares it", () => {
    expect(peers.get("svc-admin")?.callees).toEqual([
      pods(26_379, "redis"),
      pods(5432, "database", "postgres"),
      pods(6379, "redis"),
    ]);
    expect(peers.get("database")?.callers).toContainEqual(pods(5432, "projector", "svc-admin"));
  });

  it("to the workload itself lets its pods call each other", () => {
    expect(peers.get("database")?.callees).toContainEqual(pods(8008, "database"));
    expect(peers.get("database")?.callers).toContainEqual(pods(8008, "database"));
  });

  it("from a workload that the environment lacks doesn't exist in it", () => {
    expect(JSON.stringify([...peers])).not.toContain("exporter");
  });

  it("to the API server names the addresses of the K3s servers, and of nothing else", () => {
    expect(peers.get("database")?.callees).toContainEqual({
      peer: { cidrs: ["72.60.210.201/32", "217.196.51.190/32", "72.61.81.3/32", "72.61.116.210/32"], except: [] },
      port: 6443,
    });
  });

  it("to the internet leaves out private ranges and the servers' own addresses", () => {
    const internet = peers.get("database")?.callees.find(({ port }) => port === 443)?.peer;
    expect(internet).toMatchObject({ cidrs: ["0.0.0.0/0"] });
    expect(internet).toMatchObject({ except: expect.arrayContaining(["10.0.0.0/8", "195.35.36.174/32"]) });
  });

  it("from the ingress names its controller", () => {
    const ingress = { peer: { namespace: "kube-system", workloads: ["traefik"] }, port: 3000 };
    expect(peers.get("svc-admin")?.callers).toEqual([ingress]);
    expect(peers.get("projector")?.callers).toEqual([]);
  });
});
