/**
 * Proves the exact message for each way in which a Service reaches out of the cluster.
 * Does not prove that the nodes' ports are closed: the ingress and host processes have ports of their own.
 */
import { expect, it } from "@jest/globals";
import { serviceExposure } from "./service-exposure";
import { UNKNOWN, VALID_SERVICE, withField } from "./testing/fixtures";
import { judge } from "./testing/judgement";

const SUBJECT = "Service backend-mainnet/svc-identity:";
const judged = (field: string, value: unknown) => judge(serviceExposure, withField(VALID_SERVICE, field, value));

it.each([undefined, "ClusterIP", "ExternalName"])("accepts the type %j", async (type) => {
  expect(await judged("spec.type", type)).toEqual({ violations: [] });
});

it.each(["NodePort", "LoadBalancer"])("refuses the type %s", async (type) => {
  expect(await judged("spec.type", type)).toEqual({
    violations: [`${SUBJECT} spec.type is "${type}"; leave it out and reach the Service through the ingress.`],
  });
});

it("refuses external addresses", async () => {
  expect(await judged("spec.externalIPs", [])).toEqual({ violations: [] });
  expect(await judged("spec.externalIPs", ["192.0.2.1"])).toEqual({
    violations: [`${SUBJECT} spec.externalIPs is ["192.0.2.1"]; remove it.`],
  });
});

it("reports an unknown type", async () => {
  expect(await judged("spec.type", UNKNOWN)).toEqual({
    violations: [],
    advisory: "string value at .spec.type can't be known during preview",
  });
});

it("leaves alone what only shares the name", async () => {
  const custom = {
    ...withField(VALID_SERVICE, "spec.type", "NodePort"),
    type: "kubernetes:serving.knative.dev/v1:Service",
  };
  expect(await judge(serviceExposure, custom)).toEqual({ violations: [] });
});
