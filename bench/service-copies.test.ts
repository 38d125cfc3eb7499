/** Which services the growth benchmark declares. Does not prove that the program takes them: the benchmark runs it. */
import { expect, it } from "@jest/globals";
import { CATALOGUE } from "../components/services/catalogue";
import { originalOf, serviceCopies } from "./service-copies";

const services = { "svc-tax": { replicas: 2, imageTag: "2.0.7" }, projector: { replicas: 1 } };

it("declares the services themselves once", () => {
  expect(serviceCopies(services, 1)).toEqual(services);
});

it("leaves what all services share as it is", () => {
  const resources = { cpuRequestMillicores: 50 };
  expect(serviceCopies({ ...services, resources }, 2).resources).toBe(resources);
  expect(Object.keys(serviceCopies({ resources }, 2))).toEqual(["resources"]);
});

it("gives each copy the settings of its original but for its pods, and a name that leads back to it", () => {
  const copies = serviceCopies(services, 3);
  expect(Object.keys(copies)).toHaveLength(6);
  expect(new Set(Object.keys(copies).map(originalOf))).toEqual(new Set(["svc-tax", "projector"]));
  expect(copies["svc-tax-copy2"]).toEqual({ replicas: 1, imageTag: "2.0.7" });
  expect(copies["svc-tax"]).toBe(services["svc-tax"]);
});

it("takes no service there is for a copy", () => {
  const names = Object.keys(CATALOGUE);
  expect(names.map(originalOf)).toEqual(names);
});
