/**
 * That a system is one folder: with `ledger/` beside this file and one more entry in the list of systems, everything that
 * spans systems is there. Its golden is updated on request alone: `npm run golden:update`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { deploy } from "../../stacks/deploy";
import type { EnvironmentSpec } from "../../stacks/environment";
import type { StackOutputs } from "../../stacks/outputs";
import type { System } from "../../stacks/system";
import { flowRows, systemRows, workloadRows } from "../support/docs-tables";
import { recordResources, type RecordedResource } from "../support/recorded-resources";
import { bySystem, renderedResources } from "../support/rendered-resources";
import { committedSettings } from "../support/stack-file";
import { environmentWith, plainSystem, plainWorkload } from "../support/systems";
import { ledger } from "./ledger/system";

const GOLDEN = path.join(__dirname, "ledger", "golden.json");
let environment: EnvironmentSpec;
let outputs: StackOutputs;
let resources: readonly RecordedResource[];

/** Mainnet with the ledger, and with more systems if need be. */
const withLedger = (settings: Readonly<Record<string, unknown>> = {}, ...more: readonly System[]) =>
  environmentWith("mainnet", [ledger, ...more], { ledger: { replicas: 3 }, ...settings });

beforeAll(async () => {
  environment = withLedger();
  ({ result: outputs, resources } = await recordResources(() => deploy(environment, "kubeconfig.yaml")));
});

const inputsOf = (name: string) => resources.find((resource) => resource.name === name)?.inputs as { spec: unknown };

describe("a system in a folder of its own", () => {
  it("has its objects in a golden file of its own", () => {
    const rendered = renderedResources(bySystem(resources).get("ledger") ?? []);
    if (process.env.GX_UPDATE_GOLDEN === "1") writeFileSync(GOLDEN, rendered);
    expect(rendered).toBe(readFileSync(GOLDEN, "utf8"));
  });

  it("has its NetworkPolicies, and its caller and its callee have theirs", () => {
    const policies = resources.filter(({ type }) => type.endsWith(":NetworkPolicy")).map(({ name }) => name);
    const expected = ["ledger-egress", "ledger-ingress", "svc-admin-egress", "svc-identity-ingress"];
    expect(policies).toEqual(expect.arrayContaining(expected));
    expect(JSON.stringify(inputsOf("svc-admin-egress").spec)).toContain('"values":["ledger",');
    expect(JSON.stringify(inputsOf("svc-identity-ingress").spec)).toContain('"values":["ledger"]');
  });

  it("comes after the namespaces, and its pods after their gates", () => {
    const after = (name: string) =>
      resources.filter((resource) => resource.name === name).flatMap(({ dependsOn }) => dependsOn ?? []);
    expect(after("ledger")).toContain("kubernetes:core/v1:Namespace backend-mainnet");
    const gates = ["backend-mainnet-default-deny-all", "backend-mainnet-allow-dns", "ledger-ingress", "ledger-egress"];
    expect(after("ledger-statefulset")).toEqual(
      expect.arrayContaining(gates.map((gate) => `kubernetes:networking.k8s.io/v1:NetworkPolicy ${gate}`)),
    );
  });

  it("has a disruption budget", () => {
    expect(inputsOf("ledger-budget").spec).toMatchObject({ maxUnavailable: 1 });
  });

  it("counts in its namespace's quota", () => {
    const { namespaces } = committedSettings("mainnet") as { namespaces: { backend: { quota: object } } };
    const quota = { ...namespaces.backend.quota, pods: 50 };
    // 49 pods of services, the database, redis, the object store and jobs while all are updated, and 1 of a job started by hand: enough without the ledger.
    expect(() => withLedger({ namespaces: { ...namespaces, backend: { ...namespaces.backend, quota } } })).toThrow(
      "gx:namespaces.backend.quota.pods is 50: must be at least 53",
    );
  });

  it("has a line in the survival report", () => {
    expect(outputs.survival.groups.ledger).toBe("3 members, 2 needed, tolerates the loss of 1");
    expect(outputs.survival.losses["VPS-1 and VPS-2"]).toBe("without quorum: etcd, ledger, postgres, redis");
  });

  it("has its part of the stack's outputs", () => {
    expect(outputs.ledger).toEqual({ host: "ledger.backend-mainnet.svc" });
  });

  it("has its rows in the docs", () => {
    expect(workloadRows([environment])).toContainEqual([
      ...["ledger", "ledger", "3", "sql 5432, peer 7000", "environment's nodes", "data", "data 1024 MiB", "ledger"],
      "registry.example/ledger:1.0.0",
    ]);
    expect(systemRows([environment]).map(([name]) => name)).toContain("ledger");
    expect(flowRows([environment])).toContainEqual(["svc-admin", "ledger", "5432", "keeps its records there"]);
  });

  it("has its settings checked like all others, with suggestions", () => {
    expect(() => withLedger({ ledger: { replica: 3 } })).toThrow(
      "gx:ledger.replica is 3: no such setting; did you mean replicas?",
    );
    expect(() => withLedger({ leger: { replicas: 3 } })).toThrow("no such setting; did you mean ledger?");
    expect(() => withLedger({ ledger: { replicas: 4 } })).toThrow("gx:ledger.replicas is 4: at most 3");
  });

  it("hands to later systems what it has, and to none before it", async () => {
    const taker = (name: string) =>
      plainSystem(name, [plainWorkload({ name })], {
        deploy: (_settings, context) => ({ outputs: context.handedBy(ledger), hands: undefined }),
      });
    const { result } = await recordResources(() => deploy(withLedger({}, taker("later")), "kubeconfig.yaml"));
    expect(result.later).toEqual({ host: "ledger.backend-mainnet.svc" });
    const { systems } = withLedger({}, taker("earlier"));
    const refusal = await recordResources(() => {
      try {
        return deploy({ ...environment, systems: [...systems].reverse() }, "kubeconfig.yaml");
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(refusal.result).toBe("system ledger has handed nothing over: put it before its users");
  });

  it("leaves no trace where an environment doesn't have it", async () => {
    const without = environmentWith("mainnet", [ledger]);
    const recorded = await recordResources(() => deploy(without, "kubeconfig.yaml"));
    expect(JSON.stringify(recorded.resources)).not.toContain("ledger");
    expect(JSON.stringify(recorded.result.survival)).not.toContain("ledger");
  });
});
